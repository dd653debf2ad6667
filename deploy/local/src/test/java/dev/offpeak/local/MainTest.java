package dev.offpeak.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.local.process.ProcessId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    private final StringWriter errors = new StringWriter();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up --seed 3",
                "up --busy-clock-speed 5",
                "up --clock-speed 0",
                "up --clock-speed 10 --busy-clock-speed 20",
                "up --https-port 99999",
                "up --https-port 8080",
                "up --start-at yesterday",
                "up --services network",
                "up --no-such-option",
                "dead-letters replay",
                "dead-letters replay --all x@y",
                "dead-letters show"
            })
    void whatIsAskedForWronglyIsOneLineThatPointsToTheHelp(String arguments) {
        assertThat(execute(arguments.split(" "))).isEqualTo(2);

        assertThat(errors.toString().strip().lines())
                .singleElement()
                .asString()
                .startsWith("offpeak: ")
                .endsWith("--help.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "dead-letters list"})
    void whatNeedsAPlatformSaysHowToGetOne(String command) {
        assertThat(execute((command + " --data " + folder).split(" "))).isEqualTo(1);

        assertThat(errors.toString())
                .startsWith("offpeak: No platform runs on " + folder)
                .contains("./offpeak up");
    }

    @Test
    void downWithoutAPlatformIsNoError() {
        assertThat(execute("down", "--data", folder.toString())).isZero();
        assertThat(execute("down", "--data", folder.resolve("never").toString()))
                .isZero();
    }

    @Test
    void whatIsToBeTypedCanBePastedWhateverTheFolderIsCalled() {
        PlatformState state = new PlatformState(
                new ProcessId(1, Instant.EPOCH),
                PlatformState.Phase.READY,
                "https://localhost:18443",
                "http://localhost:18080",
                "http://127.0.0.1:20000",
                Path.of("/it's here/ca.pem"),
                Path.of("/it's here/trust.p12"),
                20_001,
                List.of());

        List<String> lines = Welcome.lines(state, Path.of("/it's here"));

        List<String> tries =
                lines.stream().filter(line -> line.contains("curl")).toList();

        assertThat(tries).hasSize(3).allMatch(line -> line.startsWith("  curl --cacert '/it'\\''s here/ca.pem' "));
        assertThat(tries).allMatch(line -> line.contains("https://localhost:18443/subscriptions"));
        assertThat(lines)
                .contains(
                        "    for az    export REQUESTS_CA_BUNDLE='/it'\\''s here/ca.pem'",
                        "    for node  export NODE_EXTRA_CA_CERTS='/it'\\''s here/ca.pem'",
                        "    for Java  java -Djavax.net.ssl.trustStore='/it'\\''s here/trust.p12'"
                                + " -Djavax.net.ssl.trustStorePassword=changeit");
    }

    private int execute(String... arguments) {
        CommandLine command = Main.commandLine();
        command.setErr(new PrintWriter(errors, true));
        return command.execute(arguments);
    }
}
