package dev.offpeak.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** That everything measured is measured; how fast it is depends on the machine and is asserted nowhere. */
class BenchIT {
    @TempDir
    private Path folder;

    @Test
    void everyRequestOfRestIsAnsweredAndEveryFigureWritten() throws Exception {
        Path file = folder.resolve("rest.json");

        int status = new CommandLine(new BenchMain())
                .execute(
                        "rest",
                        "--seconds",
                        "0.2",
                        "--warm-up",
                        "1",
                        "--rounds",
                        "1",
                        "--vms",
                        "120",
                        "--connections",
                        "4",
                        "--json",
                        file.toString());

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(status).isZero();
        assertThat(json.at("/measurements")).hasSize(10).allSatisfy(one -> assertThat(
                        one.path("requests").asLong())
                .as(one.path("name").asText())
                .isPositive());
        assertThat(json.at("/targets")).hasSize(3);
        assertThat(json.at("/surroundings/fsync").asText()).isEqualTo("on");
    }

    @ParameterizedTest
    @CsvSource({"plan,6", "conduct,2", "stop,4", "beside,1"})
    void everyTargetOfRolloutsIsMeasuredOnASmallFleet(String bench, int targets) throws Exception {
        Path file = folder.resolve(bench + ".json");

        int status = new CommandLine(new BenchMain())
                .execute(bench, "--vms", "1000", "--rounds", "1", "--json", file.toString());

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(status).isZero();
        assertThat(json.path("bench").asText()).isEqualTo(bench);
        assertThat(json.path("vms").asInt()).isEqualTo(1000);
        assertThat(json.at("/targets")).hasSize(targets).allSatisfy(target -> assertThat(
                        target.path("measured").isNumber())
                .as(target.path("what").asText())
                .isTrue());
        assertThat(json.at("/figures")).isNotEmpty();
    }
}
