package dev.offpeak.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    void whatIsNamedIsMeasuredTogetherWithItsPeer() {
        BenchOptions some = new BenchOptions(
                Duration.ofSeconds(1), Duration.ZERO, 1, 1, 1, 1, List.of(" PUT a vm"), Optional.empty());
        Map<String, String> peers = Map.of("PUT a VM", "plain transaction", "GET a VM", "bare endpoint");

        assertThat(some.wants("PUT a VM", peers)).isTrue();
        assertThat(some.wants("plain transaction", peers)).isTrue();
        assertThat(some.wants("GET a VM", peers)).isFalse();
        assertThat(some.wants("bare endpoint", peers)).isFalse();
        assertThat(options(1, 1, 8, 100).wants("GET a VM", peers)).isTrue();
    }

    private static void refused(String option, int seconds, int rounds, int connections, int vms) {
        assertThatThrownBy(() -> options(seconds, rounds, connections, vms))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(option);
    }

    private static BenchOptions options(int seconds, int rounds, int connections, int vms) {
        return new BenchOptions(
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(1),
                rounds,
                connections,
                vms,
                1,
                List.of(),
                Optional.empty());
    }
}
