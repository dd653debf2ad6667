package dev.offpeak.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows how it goes: on a terminal a block of lines that is drawn anew in place, elsewhere plain lines, at most one
 * every ten seconds and only when something is new. Safe for use by several threads.
 */
final class Screen {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean terminal;
    private final Instant begun = Instant.now();
    private int drawn;
    private String lastLine = "";
    private Instant lastPrinted = Instant.EPOCH;

    Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** A line that stays. */
    synchronized void say(String line) {
        erase();
        out.println(stamp() + " " + line);
        lastPrinted = Instant.now();
        out.flush();
    }

    /**
     * What is going on now.
     *
     * @param headline one line, all that is shown where there is no terminal
     * @param details more lines for a terminal
     */
    synchronized void show(String headline, List<String> details) {
        if (terminal) {
            List<String> lines = new ArrayList<>();
            lines.add(stamp() + " " + headline);
            lines.addAll(details);
            erase();
            lines.forEach(out::println);
            drawn = lines.size();
            out.flush();
        } else if (!headline.equals(lastLine) && lastPrinted.plus(BETWEEN_LINES).isBefore(Instant.now())) {
            lastLine = headline;
            say(headline);
        }
    }

    /** Lines without a time before them. */
    synchronized void print(List<String> lines) {
        erase();
        lines.forEach(out::println);
        out.flush();
    }

    private void erase() {
        if (drawn > 0) {
            out.print("\u001b[" + drawn + "A\u001b[J");
            drawn = 0;
        }
    }

    private String stamp() {
        long seconds = Duration.between(begun, Instant.now()).toSeconds();
        return String.format("%3d s ", seconds);
    }
}
