package dev.offpeak.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.fuzz.OperationsCovered;
import org.junit.jupiter.api.Test;

/** Runs last: it is no Quarkus test, and those come first by Quarkus' own class order. */
class OperationsCoveredIT {
    /** Nothing in this service takes long enough to be an asynchronous operation. */
    private static final String OPERATIONS =
            "GET /subscriptions/{subscriptionId}/providers/{namespace}/locations/{location}/operations/{operationId}";

    @Test
    void everyOperationHasAHappyAndARefusedContractTest() {
        assertThat(OperationsCovered.missing(OPERATIONS)).isEmpty();
    }
}
