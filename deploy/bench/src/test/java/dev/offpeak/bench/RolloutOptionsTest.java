package dev.offpeak.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RolloutOptionsTest {
    @Test
    void whatCanNotBeMeasuredIsRefusedByTheOptionsName() {
        refused("--vms", 99, 1);
        refused("--vms", 2_000_001, 1);
        refused("--rounds", 1000, 0);
        refused("--rounds", 1000, 101);
    }

    @Test
    void theReportTellsBothNumbers() {
        Report.Told told = new RolloutOptions(1_000_000, 3, Optional.empty()).told();

        assertThat(told.sentence()).isEqualTo("1000000 VMs, 3 rounds");
        assertThat(told.numbers()).containsEntry("vms", 1e6).containsEntry("rounds", 3.0);
    }

    private static void refused(String option, int vms, int rounds) {
        assertThatThrownBy(() -> new RolloutOptions(vms, rounds, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(option);
    }
}
