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
import java.util.function.Consumer;
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
                "Start PostgreSQL (durable), the broker and a service, and measure what they do beside what it should come"
                        + " near to.",
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

    /** What the benches of compute-service are told. */
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
        BenchOptions options = options(wishes, 1);
        return measure("rest", Testbed.Tested.COMPUTE, options.told(), options.json(), testbed -> {
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
        BenchOptions options = options(wishes, waiting);
        return measure(
                "poll",
                Testbed.Tested.COMPUTE,
                options.told(),
                options.json(),
                testbed -> PollBench.run(testbed, options, this::say));
    }

    private BenchOptions options(Wishes wishes, int waiting) {
        try {
            return wishes.options(waiting);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    /** What the benches of orchestrator-service are told. */
    static final class RolloutWishes {
        @Option(
                names = "--rounds",
                paramLabel = "N",
                defaultValue = "3",
                description = "How often it is measured (default ${DEFAULT-VALUE}).")
        private int rounds;

        @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there, for machines.")
        private Optional<Path> json = Optional.empty();
    }

    private static final String SIZE = "How many VMs there are (default ${DEFAULT-VALUE}).";

    @Command(
            name = "plan",
            mixinStandardHelpOptions = true,
            description = "Planning a rollout and storing its plan, beside a plain COPY of the same rows; the data of a"
                    + " rollout's page, and a look with nothing due.")
    int plan(
            @CommandLine.Mixin RolloutWishes wishes,
            @Option(names = "--vms", paramLabel = "N", defaultValue = "1000000", description = SIZE) int vms)
            throws IOException {
        return measure("plan", PlanBench.TESTED, options(wishes, vms), PlanBench::run);
    }

    @Command(
            name = "conduct",
            mixinStandardHelpOptions = true,
            description = "Giving orders, taking guests' reports, and going on after the last report of a batch.")
    int conduct(
            @CommandLine.Mixin RolloutWishes wishes,
            @Option(names = "--vms", paramLabel = "N", defaultValue = "100000", description = SIZE) int vms)
            throws IOException {
        return measure("conduct", OpenFleet.TESTED, options(wishes, vms), ConductBench::run);
    }

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Pausing a rollout and stopping everything while orders are given.")
    int stop(
            @CommandLine.Mixin RolloutWishes wishes,
            @Option(names = "--vms", paramLabel = "N", defaultValue = "1000000", description = SIZE) int vms)
            throws IOException {
        return measure("stop", OpenFleet.TESTED, options(wishes, vms), StopBench::run);
    }

    @Command(
            name = "beside",
            mixinStandardHelpOptions = true,
            description = "A small rollout alone, and beside a large one.")
    int beside(
            @CommandLine.Mixin RolloutWishes wishes,
            @Option(names = "--vms", paramLabel = "N", defaultValue = "100000", description = SIZE) int vms,
            @Option(
                            names = "--small",
                            paramLabel = "N",
                            defaultValue = "2000",
                            description = "How many VMs the small rollout has (default ${DEFAULT-VALUE}).")
                    int small)
            throws IOException {
        return measure(
                "beside",
                OpenFleet.TESTED,
                options(wishes, vms),
                (testbed, options, progress) -> BesideBench.run(testbed, options, small, progress));
    }

    @Command(
            name = "assess",
            mixinStandardHelpOptions = true,
            description = "Ordering scans and storing what guests found; which VMs of the whole fleet lack a patch.")
    int assess(
            @CommandLine.Mixin RolloutWishes wishes,
            @Option(names = "--vms", paramLabel = "N", defaultValue = "1000000", description = SIZE) int vms,
            @Option(
                            names = "--assessed",
                            paramLabel = "N",
                            defaultValue = "100000",
                            description = "How many of them are assessed in a round (default ${DEFAULT-VALUE}).")
                    int assessed)
            throws IOException {
        if (assessed < 1) {
            throw new ParameterException(spec.commandLine(), "--assessed must be 1 or more, but is " + assessed + ".");
        }
        return measure(
                "assess",
                AssessBench.TESTED,
                options(wishes, vms),
                (testbed, options, progress) -> AssessBench.run(testbed, options, assessed, progress));
    }

    private RolloutOptions options(RolloutWishes wishes, int vms) {
        try {
            return new RolloutOptions(vms, wishes.rounds, wishes.json);
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
        Found run(Testbed testbed) throws IOException;
    }

    /** One of those of orchestrator-service. */
    private interface RolloutBench {
        Found run(Testbed testbed, RolloutOptions options, Consumer<String> progress) throws IOException;
    }

    private int measure(String name, Testbed.Tested tested, RolloutOptions options, RolloutBench bench)
            throws IOException {
        return measure(name, tested, options.told(), options.json(), testbed -> bench.run(testbed, options, this::say));
    }

    private int measure(String name, Testbed.Tested tested, Report.Told told, Optional<Path> json, Bench bench)
            throws IOException {
        Path cache = DataFolder.usual().toAbsolutePath().getParent();
        Files.createDirectories(cache);
        Path folder = Files.createTempDirectory(cache, "offpeak-bench-");
        boolean success = false;
        try {
            Report report;
            try (Testbed testbed = Testbed.start(folder, tested, this::say)) {
                Map<String, String> surroundings = Surroundings.of(testbed);
                Found found = bench.run(testbed);
                report = new Report(
                        name,
                        told,
                        surroundings,
                        found.series(),
                        new TreeMap<>(found.peers()),
                        found.single(),
                        found.targets(),
                        found.notes());
            }
            if (json.isPresent()) {
                report.write(json.get());
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
