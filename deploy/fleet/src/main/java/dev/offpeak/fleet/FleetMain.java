package dev.offpeak.fleet;

import dev.offpeak.time.PlatformClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The fleet as a process: runs until it is told to end. */
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        description = "Simulated guests for every VM that compute-service hosts.")
public final class FleetMain implements Callable<Integer> {
    @Option(
            names = "--compute-url",
            required = true,
            description = "Address of compute-service's listener for agents, such as http://127.0.0.1:8112.")
    private URI computeUrl;

    @Option(
            names = "--host-key",
            defaultValue = "${env:OFFPEAK_AGENTS_HOST_KEY}",
            description = "Bearer token of the host feed; default is the variable OFFPEAK_AGENTS_HOST_KEY.")
    private Optional<String> hostKey;

    @Option(names = "--clock-file", description = "The platform clock's file; without it platform time is real time.")
    private Optional<Path> clockFile;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of everything that is random. Default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--failure-rate",
            defaultValue = "0",
            description = "Probability that one installation attempt fails. Default ${DEFAULT-VALUE}.")
    private double failureRate;

    @Option(
            names = "--silent-share",
            defaultValue = "0",
            description = "Share of guests whose agent falls silent at some time. Default ${DEFAULT-VALUE}.")
    private double silentShare;

    @Option(
            names = "--power-off-share",
            defaultValue = "0",
            description = "Share of guests that are switched off now and then. Default ${DEFAULT-VALUE}.")
    private double powerOffShare;

    @Option(
            names = "--journal",
            required = true,
            description = "Folder for journal.jsonl (what the guests did) and guests.jsonl (their disks).")
    private Path journal;

    /** Starts the fleet with the arguments that {@code --help} lists. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new FleetMain())
                .setExecutionExceptionHandler((failure, command, result) -> {
                    command.getErr().println("fleet: " + failure.getMessage());
                    return command.getCommandSpec().exitCodeOnExecutionException();
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String key = hostKey.filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException(
                        "the host feed needs a key: pass --host-key or set OFFPEAK_AGENTS_HOST_KEY"));
        PlatformClock clock = clockFile.map(PlatformClock::following).orElseGet(PlatformClock::real);
        Behaviour behaviour = new Behaviour(seed, failureRate, silentShare, powerOffShare);
        Fleet fleet = Fleet.start(computeUrl, key, clock, behaviour, journal);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(fleet, ended), "fleet-end"));
        System.out.println("fleet: follows " + computeUrl + ", journal in " + journal.toAbsolutePath());
        ended.await();
        return 0;
    }

    private static void close(Fleet fleet, CountDownLatch ended) {
        try {
            fleet.close();
        } catch (IOException e) {
            System.err.println("fleet: the journal could not be closed: " + e.getMessage());
        }
        ended.countDown();
    }
}
