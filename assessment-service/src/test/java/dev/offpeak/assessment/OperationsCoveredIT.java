package dev.offpeak.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.fuzz.OperationsCovered;
import org.junit.jupiter.api.Test;

/** Runs last: it is no Quarkus test, and those come first by Quarkus' own class order. */
class OperationsCoveredIT {
    @Test
    void everyOperationHasAHappyAndARefusedContractTest() {
        assertThat(OperationsCovered.missing()).isEmpty();
    }
}
