package dev.offpeak.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.orchestrator.domain.Action;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditedActionsTest {
    @Test
    void everyOperationThatChangesSomethingHasItsActionInTheAuditLog() {
        List<String> changes = new ClassFileImporter()
                .importPackages("dev.offpeak.orchestrator.api").stream()
                        .flatMap(resource -> resource.getMethods().stream())
                        .filter(AuditedActionsTest::changesSomething)
                        .map(method ->
                                method.getAnnotationOfType(ArmAction.class).value())
                        .filter(action -> !action.equals(PREVIEW))
                        .toList();

        assertThat(Arrays.stream(Action.values()).map(Action::toString)).containsExactlyInAnyOrderElementsOf(changes);
    }

    /** Takes a body, and stores nothing. */
    private static final String PREVIEW = "Offpeak.Orchestrator/rollouts/preview/action";

    private static boolean changesSomething(JavaMethod method) {
        return method.isAnnotatedWith(POST.class)
                || method.isAnnotatedWith(PUT.class)
                || method.isAnnotatedWith(DELETE.class);
    }
}
