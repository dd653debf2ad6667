package dev.offpeak.local;

import dev.offpeak.local.process.ProcessId;
import dev.offpeak.time.PlatformClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what of a platform runs, where, and what time it is there. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show what runs; exit status 0 only if everything does.")
final class StatusCommand implements Callable<Integer> {
    private static final long KILOBYTES_PER_MEGABYTE = 1024;

    @Mixin
    private DataOption data;

    @Option(names = "--json", description = "Print platform.json instead, for programs.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PlatformState state = data.running();
        if (json) {
            System.out.println(JsonFile.MAPPER.writeValueAsString(state));
        } else {
            print(state);
        }
        boolean whole = state.phase() == PlatformState.Phase.READY
                && state.processes().stream().allMatch(StatusCommand::runs);
        return whole ? 0 : 1;
    }

    private void print(PlatformState state) {
        PlatformClock clock = PlatformClock.following(data.folder().clock());
        System.out.println("Offpeak is " + state.phase().name().toLowerCase(Locale.ROOT) + " (launcher: process "
                + state.launcher().pid() + ")");
        System.out.println("  gateway         " + state.httpsUrl() + ", " + state.httpUrl());
        System.out.println("  CA certificate  " + state.caFile());
        Trust.in(state).forEach((client, how) -> System.out.printf("    for %-4s      %s%n", client, how));
        System.out.println("  agents          " + state.agentsUrl());
        System.out.println("  data            " + data.folder().path());
        System.out.println("  platform time   " + clock.now().truncatedTo(ChronoUnit.SECONDS) + ", running "
                + String.format(Locale.ROOT, "%.0f", clock.segment().rate()) + " times as fast as real time");
        System.out.printf("  %-14s%-9s%9s%7s%10s%10s%n", "process", "state", "id", "port", "memory", "restarts");
        for (PlatformState.Running running : state.processes()) {
            OptionalLong memory = runs(running) ? residentMegabytes(running.id().orElseThrow()) : OptionalLong.empty();
            System.out.printf(
                    "  %-14s%-9s%9s%7s%10s%10d%n",
                    running.name(),
                    runs(running) ? "running" : "ended",
                    running.id().map(id -> Long.toString(id.pid())).orElse("-"),
                    running.port() == 0 ? "-" : Integer.toString(running.port()),
                    memory.isPresent() ? memory.getAsLong() + " MB" : "-",
                    running.restarts());
        }
    }

    private static boolean runs(PlatformState.Running running) {
        return running.id().flatMap(ProcessId::find).isPresent();
    }

    private static OptionalLong residentMegabytes(ProcessId id) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(id.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / KILOBYTES_PER_MEGABYTE)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
