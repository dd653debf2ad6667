package dev.offpeak.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.fuzz.OperationsCovered;
import dev.offpeak.rules.Rule;
import org.junit.jupiter.api.Test;

/** Runs last: it is no Quarkus test, and those come first by Quarkus' own class order. */
class OperationsCoveredIT {
    private static final String EXTENSION =
            " /subscriptions/{subscriptionId}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}/extensions/{extension}";

    /** The platform runs no extensions but its own, which it installs itself (rule E1). */
    @Rule("E1")
    @Test
    void everyOperationHasAHappyAndARefusedContractTest() {
        assertThat(OperationsCovered.missing("PUT" + EXTENSION, "PATCH" + EXTENSION))
                .isEmpty();
    }
}
