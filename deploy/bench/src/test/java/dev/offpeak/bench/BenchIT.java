package dev.offpeak.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

        assertThat(status).isZero();
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.at("/measurements")).hasSize(10).allSatisfy(one -> assertThat(
                        one.path("requests").asLong())
                .as(one.path("name").asText())
                .isPositive());
        assertThat(json.at("/targets")).hasSize(3);
        assertThat(json.at("/surroundings/fsync").asText()).isEqualTo("on");
    }

    @ParameterizedTest
    @CsvSource({
        "plan, 6, --vms=1000",
        "conduct, 2, --vms=300",
        "stop, 4, --vms=1000",
        "beside, 1, --vms=300 --small=100",
        "assess, 3, --vms=1000 --assessed=200"
    })
    void everyTargetOfRolloutsIsMeasuredOnASmallFleet(String bench, int targets, String sizes) throws Exception {
        Path file = folder.resolve(bench + ".json");
        List<String> arguments = new ArrayList<>(List.of(bench, "--rounds=1", "--json=" + file));
        arguments.addAll(List.of(sizes.split(" ")));

        int status = new CommandLine(new BenchMain()).execute(arguments.toArray(String[]::new));

        assertThat(status).isZero();
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.path("bench").asText()).isEqualTo(bench);
        assertThat(json.path("vms").asInt()).isPositive();
        assertThat(json.at("/targets")).hasSize(targets).allSatisfy(target -> assertThat(
                        target.path("measured").isNumber())
                .as(target.path("what").asText())
                .isTrue());
        assertThat(json.at("/figures")).isNotEmpty();
    }
}
