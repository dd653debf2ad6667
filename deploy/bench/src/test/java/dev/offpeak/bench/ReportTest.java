package dev.offpeak.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final BenchOptions OPTIONS = new BenchOptions(
            Duration.ofMillis(1500), Duration.ofSeconds(2), 3, 16, 400, 1, List.of(), Optional.empty());

    @Test
    void aShareIsTakenRoundByRoundSoThatBothMetTheSameMachine() {
        Series peer = series("peer", 1000, 100, 500);
        Series measured = series("measured", 600, 60, 200);

        assertThat(measured.perSecond()).isEqualTo(new Spread(200, 60, 600));
        assertThat(measured.shareOf(peer)).isEqualTo(new Spread(0.6, 0.4, 0.6));
    }

    @Test
    void theTableHasEveryFigureWithItsPeerAndSaysWhatWasMissed() {
        List<String> lines = report().lines();

        assertThat(lines)
                .contains(
                        "processors: 2",
                        "16 connections, 400 VMs, 3 rounds of 1.5 s each, after 2.0 s of each for warming up",
                        "a note")
                .anyMatch(line -> line.matches("GET +200 +\\(60-600\\) .* 60 % of the bare"))
                .anyMatch(line -> line.matches("bare +500 +\\(100-1000\\) +2\\.00 +2\\.00 +40 +10 +0 +0"))
                .contains("MET    GET, share of the bare: 60.0 % (40.0-60.0), wanted at least 50.0 %")
                .contains("MISSED CPU: 0.300 ms (0.300-0.300), wanted at most 0.200 ms")
                .last()
                .isEqualTo("*** 1 OF 2 TARGETS MISSED ***");
    }

    @Test
    void jsonHasTheSameForMachines() {
        ObjectNode json = report().json();

        assertThat(json.at("/bench").asText()).isEqualTo("rest");
        assertThat(json.at("/surroundings/processors").asText()).isEqualTo("2");
        assertThat(json.at("/measurements/1/name").asText()).isEqualTo("GET");
        assertThat(json.at("/measurements/1/perSecond/median").asDouble()).isEqualTo(200);
        assertThat(json.at("/measurements/1/rounds")).hasSize(3);
        assertThat(json.at("/measurements/1/cpuMicrosEach/PostgreSQL").asDouble())
                .isEqualTo(10);
        assertThat(json.at("/measurements/1/shareOfPeer").asDouble()).isEqualTo(0.6);
        assertThat(json.at("/measurements/0/peer").isMissingNode()).isTrue();
        assertThat(json.at("/figures/polls").asText()).isEqualTo("8000");
        assertThat(json.at("/targets/1/met").asBoolean()).isFalse();
        assertThat(json.at("/notes/0").asText()).isEqualTo("a note");
    }

    private static Report report() {
        Map<String, Series> measured = new LinkedHashMap<>();
        measured.put("bare", series("bare", 1000, 100, 500));
        measured.put("GET", series("GET", 600, 60, 200));
        return new Report(
                "rest",
                OPTIONS.told(),
                Map.of("processors", "2"),
                measured,
                Map.of("GET", "bare"),
                Map.of("polls", "8000"),
                List.of(
                        Target.share("GET", measured.get("GET"), measured.get("bare"), 50),
                        new Target("CPU", new Spread(0.3, 0.3, 0.3), 0.2, false, "ms")),
                List.of("a note"));
    }

    /** Rounds of one second each; a request costs the service 40 µs and the database 10. */
    private static Series series(String name, long... requests) {
        List<Series.Round> rounds = java.util.Arrays.stream(requests)
                .mapToObj(count -> new Series.Round(
                        new Tally(count, Duration.ofSeconds(1), new long[] {2_000_000}),
                        Map.of(
                                CpuClock.Part.SERVICE,
                                Duration.ofNanos(40_000 * count),
                                CpuClock.Part.POSTGRESQL,
                                Duration.ofNanos(10_000 * count),
                                CpuClock.Part.BROKER,
                                Duration.ZERO,
                                CpuClock.Part.GENERATOR,
                                Duration.ZERO)))
                .toList();
        return new Series(name, rounds);
    }
}
