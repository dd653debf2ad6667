package dev.offpeak.features;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class BordersTest {
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.offpeak.features");

    @Test
    void theDomainIsPure() {
        classes()
                .that()
                .resideInAPackage("..domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "dev.offpeak.contracts..",
                        "dev.offpeak.time..",
                        "dev.offpeak.regions..",
                        "dev.offpeak.features.domain..")
                .check(CODE);
    }

    @Test
    void theStoreKnowsNeitherRestNorChannels() {
        noClasses()
                .that()
                .resideInAPackage("..store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..features.api..", "..features.messaging..", "jakarta.ws.rs..", "dev.offpeak.arm..")
                .check(CODE);
    }

    @Test
    void channelsKnowNoRest() {
        noClasses()
                .that()
                .resideInAPackage("dev.offpeak.features.messaging..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..features.api..", "jakarta.ws.rs..", "dev.offpeak.arm..")
                .check(CODE);
    }
}
