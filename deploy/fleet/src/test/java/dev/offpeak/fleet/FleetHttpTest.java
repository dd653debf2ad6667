package dev.offpeak.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.offpeak.agent.ProtocolJson;
import dev.offpeak.time.ClockFile;
import dev.offpeak.time.ClockSegment;
import dev.offpeak.time.PlatformClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("the fleet speaks the agent protocol over HTTP")
class FleetHttpTest {
    private static final Instant NIGHT = Instant.parse("2026-11-10T22:00:00Z");
    private static final int VMS = 201;

    @TempDir
    Path folder;

    @Test
    void everyGuestInstallsRebootsAndProvesItsHealthOnAnAcceleratedClock() throws IOException {
        Path clockFile = folder.resolve("clock.json");
        // Far off: on a busy machine a guest may come to its order hours of platform time late.
        Instant notAfter = NIGHT.plus(Duration.ofDays(10));
        ClockFile.write(clockFile, List.of(new ClockSegment(Instant.now(), NIGHT, 1500)));
        PlatformClock clock = PlatformClock.following(clockFile);
        Behaviour behaviour = new Behaviour(5, 0.1, 0, 0);

        try (ProtocolServer server = new ProtocolServer(VMS, notAfter);
                Fleet fleet = Fleet.start(server.address(), ProtocolServer.HOST_KEY, clock, behaviour, folder)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> linesOf("Healthy").size() == VMS - 1);

            assertThat(fleet.guestCount()).isEqualTo(VMS - 1);
        }

        Map<String, Long> ends = linesOf("InstallationEnded").stream()
                .collect(Collectors.groupingBy(line -> line.get("detail").asText(), Collectors.counting()));
        assertThat(ends.get("Failed")).isBetween(5L, 45L);
        assertThat(linesOf("PatchInstalled")).isNotEmpty().allSatisfy(line -> assertThat(at(line))
                .isBefore(notAfter));
        assertThat(linesOf("Booted"))
                .noneMatch(line -> line.get("vmId").asText().equals("vm-0"));
        assertThat(folder.resolve("guests.jsonl")).exists();
    }

    private static Instant at(JsonNode line) {
        return Instant.parse(line.get("at").asText());
    }

    private List<JsonNode> linesOf(String event) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("journal.jsonl"))) {
            if (line.contains("\"event\":\"" + event + "\"") && line.endsWith("}")) {
                lines.add(ProtocolJson.mapper().readTree(line));
            }
        }
        return lines;
    }
}
