package dev.offpeak.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyHistoryTest {
    private static final String HEADER = "vm,activity,subscription,region,zone,sharedWith,from,to,notAfter\n";
    private static final String WEST =
            "a,1,sub,westeurope,-,20,2026-11-10T22:00:00Z,2026-11-10T23:00:00Z,2026-11-11T01:00:00Z\n";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aHistoryThatKeepsEveryRulePasses() throws IOException {
        String laterInThePair =
                "b,2,sub,northeurope,-,20,2026-11-10T23:00:00Z,2026-11-10T23:30:00Z,2026-11-11T01:00:00Z\n";

        assertThat(verify(HEADER + WEST + laterInThePair)).isZero();
        assertThat(printed()).startsWith("2 orders").contains("O2  kept").doesNotContain("BROKEN");
    }

    @Test
    @Rule("O2")
    @DisplayName("O2: a history in which a pair was in flight together is found, with its evidence")
    void aBrokenHistoryIsFound() throws IOException {
        String together = "b,2,sub,northeurope,-,20,2026-11-10T22:30:00Z,2026-11-10T23:30:00Z,2026-11-11T01:00:00Z\n";

        assertThat(verify(HEADER + WEST + together)).isEqualTo(1);
        assertThat(printed()).contains("O2  BROKEN", "VM b (northeurope", "while VM a (westeurope");
    }

    @Test
    void whatCannotBeCheckedSaysWhy() throws IOException {
        assertThat(verify("vm\na\n")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(run(folder.resolve("none.csv").toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("must name the columns", "Usage: ./offpeak verify-history", "can't be read");
    }

    private int verify(String table) throws IOException {
        return run(Files.writeString(folder.resolve("flights.csv"), table).toString());
    }

    private int run(String... arguments) {
        return VerifyHistory.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
