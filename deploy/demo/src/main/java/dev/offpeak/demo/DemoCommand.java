package dev.offpeak.demo;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.offpeak.contracts.message.Address.Service;
import dev.offpeak.local.DataFolder;
import dev.offpeak.local.Platform;
import dev.offpeak.local.PlatformException;
import dev.offpeak.local.PlatformOptions;
import dev.offpeak.local.clock.ClockRates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./offpeak demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Start a platform with a simulated fleet, carry one month's release through it, and check what the guests saw.",
        footer =
                "Exit status: 0 when every VM reached an end, enough were patched and no rule was broken; 1 when not; 2 for wrong options.")
public final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--vms",
            paramLabel = "N",
            defaultValue = "600",
            description = "How many VMs (default ${DEFAULT-VALUE}).")
    private int vms;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Of fleet, guests and release (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--failure-rate",
            paramLabel = "P",
            defaultValue = "0.02",
            description =
                    "Probability that an installation fails; it is tried again the next night (default ${DEFAULT-VALUE}).")
    private double failureRate;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the summary there, for machines.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--keep", description = "Leave the platform running afterwards, until Ctrl-C.")
    private boolean keep;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "New or empty folder for the platform (default: one of its own, removed after success).")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--clock-speed",
            paramLabel = "N",
            defaultValue = "12000",
            description = "How fast platform time may run while nothing is under way (default ${DEFAULT-VALUE}).")
    private double clockSpeed;

    @Option(
            names = "--https-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the gateway (default: any free one).")
    private int httpsPort;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the gateway without TLS (default: any free one).")
    private int httpPort;

    @Option(names = "--no-own-machine", description = "Do not enrol the machine it runs on.")
    private boolean noOwnMachine;

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            defaultValue = "900",
            description = "Give up after so many real seconds (default ${DEFAULT-VALUE}).")
    private long timeLimitSeconds;

    /** Exits 0 when all went well, 1 when not, 2 when it was asked for wrongly. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DemoCommand())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof PlatformException || failure instanceof DemoFailure) {
                        command.getErr().println("offpeak: " + failure.getMessage());
                        return 1;
                    }
                    throw failure;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        DemoOptions options = options();
        Screen screen = new Screen(System.out, System.console() != null);
        Instant begun = Instant.now();
        Path folder = folder(options);
        boolean success = false;
        try (Platform platform = start(options, folder, screen)) {
            screen.say("The platform is ready: " + platform.httpUrl() + ", logs in " + folder.resolve("logs") + ".");
            Summary summary = new Demo(options, platform, screen, begun).run();
            screen.print(summary.lines());
            if (options.json().isPresent()) {
                write(options.json().get(), summary);
            }
            success = summary.isSuccess();
            if (options.keep()) {
                screen.say("The platform goes on: " + platform.httpUrl() + ". Ctrl-C ends it.");
                new CountDownLatch(1).await();
            }
        } finally {
            if (!success) {
                screen.say("Data and logs are kept in " + folder + ".");
            }
        }
        if (success && options.data().isEmpty()) {
            remove(folder);
        }
        return success ? 0 : 1;
    }

    private DemoOptions options() {
        try {
            return new DemoOptions(
                    vms,
                    seed,
                    failureRate,
                    json,
                    keep,
                    data,
                    clockSpeed,
                    httpsPort,
                    httpPort,
                    !noOwnMachine,
                    Duration.ofSeconds(timeLimitSeconds));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    static Platform start(DemoOptions options, Path folder, Screen screen) {
        return Platform.start(PlatformOptions.usual()
                .withData(folder)
                .withPorts(options.httpsPort(), options.httpPort())
                .withClock(ClockRates.upTo(options.clockSpeed()), Optional.of(Demo.STARTS_AT))
                .withSimulatedGuests(List.of(
                        "--seed",
                        Long.toString(options.seed()),
                        "--failure-rate",
                        Double.toString(options.failureRate())))
                // The one release that the demo follows is its own.
                .withEnvironment(Service.ORCHESTRATOR, "OFFPEAK_CALENDAR_ENABLED", "false")
                .withMessages(screen::say));
    }

    /** A fleet and a clock of an earlier run would be in the way: the folder must be new or empty. */
    private static Path folder(DemoOptions options) throws IOException {
        if (options.data().isEmpty()) {
            Path cache = DataFolder.usual().toAbsolutePath().getParent();
            Files.createDirectories(cache);
            return Files.createTempDirectory(cache, "offpeak-demo-");
        }
        Path folder = options.data().get().toAbsolutePath().normalize();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> content = Files.list(folder)) {
                if (content.findAny().isPresent()) {
                    throw new DemoFailure("The folder " + folder + " is not empty: name another one with --data.");
                }
            }
        }
        return folder;
    }

    private static void write(Path file, Summary summary) throws IOException {
        JsonMapper.builder()
                .addModule(new Jdk8Module())
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValue(file.toFile(), summary);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> content = Files.walk(folder)) {
            for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
