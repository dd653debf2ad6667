package dev.offpeak.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {
    @Test
    void whatCanNotBeMeasuredIsRefusedByTheOptionsName() {
        refused("--seconds", 0, 1, 8, 100);
        refused("--seconds", 301, 1, 8, 100);
        refused("--rounds", 1, 0, 8, 100);
        refused("--connections", 1, 1, 0, 100);
        refused("--connections", 1, 1, 151, 1000);
        refused("--vms", 1, 1, 8, 7);
    }

    @Test
    void warmingUpTakesTwiceARoundAndNeverLongerThanTenSeconds() {
        assertThat(options(2, 1, 8, 100).warmUp()).isEqualTo(Duration.ofSeconds(4));
        assertThat(options(30, 1, 8, 100).warmUp()).isEqualTo(Duration.ofSeconds(10));
    }

    private static void refused(String option, int seconds, int rounds, int connections, int vms) {
        assertThatThrownBy(() -> options(seconds, rounds, connections, vms))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(option);
    }

    private static BenchOptions options(int seconds, int rounds, int connections, int vms) {
        return new BenchOptions(Duration.ofSeconds(seconds), rounds, connections, vms, 1, List.of(), Optional.empty());
    }
}
