package dev.offpeak.assessment;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class BordersTest {
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.offpeak.assessment");

    /** The rules know no framework, no database and no clock but the instants they are given. */
    @Test
    void domainIsPure() {
        classes()
                .that()
                .resideInAPackage("..domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "dev.offpeak.assessment.domain..", "dev.offpeak.contracts..", "dev.offpeak.time..")
                .check(CODE);
    }

    @Test
    void storeDoesNotKnowTheEdge() {
        noClasses()
                .that()
                .resideInAPackage("..store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.offpeak.assessment.api..",
                        "dev.offpeak.assessment.schedule..",
                        "dev.offpeak.assessment.messaging..")
                .check(CODE);
    }
}
