package dev.offpeak.orchestrator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What each folder may touch (ARCHITECTURE.md). */
class BordersTest {
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.offpeak.orchestrator");

    @Test
    void theDomainIsPure() {
        classes()
                .that()
                .resideInAPackage("..orchestrator.domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "dev.offpeak.contracts..",
                        "dev.offpeak.time..",
                        "dev.offpeak.regions..",
                        "dev.offpeak.orchestrator.domain..")
                .check(CODE);
    }

    @Test
    void thePlannerIsPure() {
        classes()
                .that()
                .resideInAPackage("..orchestrator.planner..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "dev.offpeak.contracts..",
                        "dev.offpeak.time..",
                        "dev.offpeak.regions..",
                        "dev.offpeak.orchestrator.domain..",
                        "dev.offpeak.orchestrator.certificate..",
                        "dev.offpeak.orchestrator.planner..")
                .check(CODE);
    }

    @Test
    @DisplayName("The certificate's verifier shares nothing with what it verifies")
    void theVerifierStandsAlone() {
        classes()
                .that()
                .resideInAPackage("..orchestrator.certificate..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.offpeak.orchestrator.certificate..")
                .check(CODE);
    }

    @Test
    void theStoreKnowsNeitherRestNorChannelsNorTheLoop() {
        noClasses()
                .that()
                .resideInAPackage("..orchestrator.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..orchestrator.api..",
                        "..orchestrator.messaging..",
                        "..orchestrator.conductor..",
                        "jakarta.ws.rs..",
                        "dev.offpeak.arm..")
                .check(CODE);
    }

    @Test
    void loopAndChannelsKnowNoRest() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.offpeak.orchestrator.messaging..", "..orchestrator.conductor..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..orchestrator.api..", "jakarta.ws.rs..", "dev.offpeak.arm..")
                .check(CODE);
    }

    @Test
    @DisplayName("Time comes from the platform's clock or the database, never from the machine")
    void nobodyAsksTheMachineForTheTime() {
        noClasses().should().callMethod(Instant.class, "now").check(CODE);
    }
}
