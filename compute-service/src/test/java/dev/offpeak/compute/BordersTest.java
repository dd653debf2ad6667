package dev.offpeak.compute;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which folder may touch what. */
class BordersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.offpeak.compute");

    @Test
    void domainIsPure() {
        classes()
                .that()
                .resideInAPackage("dev.offpeak.compute.domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "dev.offpeak.contracts..",
                        "dev.offpeak.time..",
                        "dev.offpeak.regions..",
                        "dev.offpeak.compute.domain..")
                .check(CLASSES);
    }

    @Test
    void storeKnowsNothingAboveIt() {
        noClasses()
                .that()
                .resideInAPackage("dev.offpeak.compute.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.offpeak.compute.api..",
                        "dev.offpeak.compute.messaging..",
                        "dev.offpeak.compute.provisioning..",
                        "dev.offpeak.compute.agents..",
                        "dev.offpeak.compute.enablement..",
                        "dev.offpeak.compute.health..",
                        "dev.offpeak.compute.work..",
                        "dev.offpeak.arm..",
                        "jakarta.ws.rs..")
                .check(CLASSES);
    }

    @Test
    void modelKnowsOnlyTheRulesAndArmsConventions() {
        noClasses()
                .that()
                .resideInAPackage("dev.offpeak.compute.model..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.offpeak.compute..")
                        .and(resideOutsideOfPackages("dev.offpeak.compute.model..", "dev.offpeak.compute.domain..")))
                .check(CLASSES);
    }

    @Test
    void nobodyDependsOnTheEdges() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.offpeak.compute.api..", "dev.offpeak.compute.messaging..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.offpeak.compute.api..", "dev.offpeak.compute.messaging..")
                .check(CLASSES);
    }
}
