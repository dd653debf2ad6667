package dev.offpeak.bench;

import dev.offpeak.local.DataFolder;
import dev.offpeak.local.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./offpeak bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Start PostgreSQL (durable), the broker and compute-service, and measure what they do in a second beside what"
                        + " it should come near to.",
        footer =
                "Exit status: 0 when it was measured, also when a target was missed (which is said); 1 when it could not be; 2 for"
                        + " wrong options.")
public final class BenchMain {
    @Spec
    private CommandSpec spec;

    private final Instant begun = Instant.now();

    /** Exits 0 when it was measured, 1 when that was not possible, 2 when it was asked for wrongly. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchMain())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof PlatformException || failure instanceof BenchFailure) {
                        command.getErr().println("offpeak: " + failure.getMessage());
                        return 1;
                    }
                    throw failure;
                })
                .execute(arguments));
    }

    /** What both benches are told. */
    static final class Wishes {
        @Option(
                names = "--seconds",
                paramLabel = "S",
                defaultValue = "5",
                description = "How long each thing runs in one round (default ${DEFAULT-VALUE}).")
        private double seconds;

        @Option(
                names = "--warm-up",
                paramLabel = "S",
                defaultValue = "30",
                description = "How long each thing runs before anything counts (default ${DEFAULT-VALUE}).")
        private double warmUp;

        @Option(
                names = "--rounds",
                paramLabel = "N",
                defaultValue = "5",
                description = "How often all take their turns (default ${DEFAULT-VALUE}).")
        private int rounds;

        @Option(
                names = "--connections",
                paramLabel = "N",
                defaultValue = "32",
                description = "How many connections ask at the same time (default ${DEFAULT-VALUE}).")
        private int connections;

        @Option(
                names = "--vms",
                paramLabel = "N",
                defaultValue = "4000",
                description = "How many VMs there are (default ${DEFAULT-VALUE}).")
        private int vms;

        @Option(
                names = "--only",
                paramLabel = "NAME",
                split = ",",
                description =
                        "Measure only what has this in its name, and what that is compared with; as \"GET a VM\".")
        private List<String> only = List.of();

        @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there, for machines.")
        private Optional<Path> json = Optional.empty();

        private BenchOptions options(int waiting) {
            return new BenchOptions(
                    Duration.ofMillis(Math.round(seconds * 1000)),
                    Duration.ofMillis(Math.round(warmUp * 1000)),
                    rounds,
                    connections,
                    vms,
                    waiting,
                    only,
                    json);
        }
    }

    @Command(
            name = "rest",
            mixinStandardHelpOptions = true,
            description = "ARM's interface: GET, list and PUT of VMs, beside a bare endpoint and plain SQL.")
    int rest(@CommandLine.Mixin Wishes wishes) throws IOException {
        return measure("rest", options(wishes, 1), (testbed, options) -> {
            Map<String, Series> measured = RestBench.run(testbed, options, this::say);
            return new Found(measured, RestBench.peers(), Map.of(), RestBench.targets(measured), RestBench.NOTES);
        });
    }

    @Command(
            name = "poll",
            mixinStandardHelpOptions = true,
            description =
                    "The agents' listener: polls without news, heartbeats, and long polls that wait, beside a bare endpoint.")
    int poll(
            @CommandLine.Mixin Wishes wishes,
            @Option(
                            names = "--waiting",
                            paramLabel = "N",
                            defaultValue = "8000",
                            description = "How many long polls wait together (default ${DEFAULT-VALUE}).")
                    int waiting)
            throws IOException {
        return measure(
                "poll", options(wishes, waiting), (testbed, options) -> PollBench.run(testbed, options, this::say));
    }

    private BenchOptions options(Wishes wishes, int waiting) {
        try {
            return wishes.options(waiting);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    /**
     * What one bench found.
     *
     * @param single figures that are no rate
     */
    record Found(
            Map<String, Series> series,
            Map<String, String> peers,
            Map<String, String> single,
            List<Target> targets,
            List<String> notes) {}

    /** One of the benches. */
    private interface Bench {
        Found run(Testbed testbed, BenchOptions options) throws IOException;
    }

    private int measure(String name, BenchOptions options, Bench bench) throws IOException {
        Path cache = DataFolder.usual().toAbsolutePath().getParent();
        Files.createDirectories(cache);
        Path folder = Files.createTempDirectory(cache, "offpeak-bench-");
        boolean success = false;
        try {
            Report report;
            try (Testbed testbed = Testbed.start(folder, this::say)) {
                Map<String, String> surroundings = Surroundings.of(testbed);
                Found found = bench.run(testbed, options);
                report = new Report(
                        name,
                        options,
                        surroundings,
                        found.series(),
                        new TreeMap<>(found.peers()),
                        found.single(),
                        found.targets(),
                        found.notes());
            }
            if (options.json().isPresent()) {
                report.write(options.json().get());
            }
            System.out.println();
            report.lines().forEach(System.out::println);
            success = true;
            return 0;
        } finally {
            if (success) {
                remove(folder);
            } else {
                say("Data and logs are kept in " + folder + ".");
            }
        }
    }

    private void say(String line) {
        System.out.printf("%4d s  %s%n", Duration.between(begun, Instant.now()).toSeconds(), line);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> content = Files.walk(folder)) {
            for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
