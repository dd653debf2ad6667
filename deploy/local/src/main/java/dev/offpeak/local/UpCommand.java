package dev.offpeak.local;

import dev.offpeak.contracts.message.Address.Service;
import dev.offpeak.local.clock.ClockRates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the platform until it is told to end. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Start the whole platform, and end it with Ctrl-C (or, detached, with ./offpeak down).")
final class UpCommand implements Callable<Integer> {
    /** What a detached launcher is started with in the place of --detach. */
    static final String IN_BACKGROUND = "--in-background";

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Option(
            names = "--https-port",
            paramLabel = "PORT",
            defaultValue = "" + PlatformOptions.HTTPS_PORT,
            description = "Port of the gateway (default ${DEFAULT-VALUE}; 0 for any free one).")
    private int httpsPort;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "" + PlatformOptions.HTTP_PORT,
            description =
                    "Port of the gateway without TLS, on loopback (default ${DEFAULT-VALUE}; 0 for any free one).")
    private int httpPort;

    @Option(
            names = "--clock-speed",
            paramLabel = "N",
            description = "Let platform time run up to N times faster while nothing is under way.")
    private Double clockSpeed;

    @Option(
            names = "--busy-clock-speed",
            paramLabel = "M",
            description = "How fast it may run while something is under way (default: N, at most 3000).")
    private Double busyClockSpeed;

    @Option(
            names = "--start-at",
            paramLabel = "INSTANT",
            description = "Platform time at the first start, such as 2026-11-10T12:00:00Z; for a new data folder only.")
    private Instant startAt;

    @ArgGroup(exclusive = false)
    private Guests guests;

    /** What the simulated guests are like; each option is passed on to the fleet as it is. */
    private static final class Guests {
        @Option(
                names = "--simulated-guests",
                required = true,
                description = "Give every VM that is created a simulated guest at once.")
        private boolean simulated;

        @Option(names = "--seed", paramLabel = "S", description = "Of everything random about the guests.")
        private Long seed;

        @Option(names = "--failure-rate", paramLabel = "P", description = "Probability that one installation fails.")
        private Double failureRate;

        @Option(names = "--silent-share", paramLabel = "P", description = "Share of guests whose agent falls silent.")
        private Double silentShare;

        @Option(names = "--power-off-share", paramLabel = "P", description = "Share of guests that are switched off.")
        private Double powerOffShare;

        private List<String> arguments() {
            List<String> arguments = new ArrayList<>();
            add(arguments, "--seed", seed);
            add(arguments, "--failure-rate", failureRate);
            add(arguments, "--silent-share", silentShare);
            add(arguments, "--power-off-share", powerOffShare);
            return arguments;
        }

        private static void add(List<String> arguments, String option, Object value) {
            if (value != null) {
                arguments.add(option);
                arguments.add(value.toString());
            }
        }
    }

    @Option(names = "--detach", description = "Return once everything is ready, and leave it running.")
    private boolean detach;

    @Option(names = IN_BACKGROUND, hidden = true)
    private boolean inBackground;

    @Option(names = "--services", split = ",", hidden = true)
    private List<String> services;

    @Override
    public Integer call() throws Exception {
        PlatformOptions options = options();
        if (detach) {
            new Detached(options.checkout(), new DataFolder(options.data()))
                    .start(spec.commandLine().getParseResult().originalArgs());
            return 0;
        }
        options.messages()
                .accept("Offpeak is starting; logs are in "
                        + new DataFolder(options.data()).log("…").getParent());
        Platform platform = Platform.start(options);
        Welcome.lines(platform.state(), options.data()).forEach(options.messages());
        DataFolder folder = new DataFolder(options.data());
        options.messages().accept(inBackground ? folder.downCommand() + " ends it." : "Ctrl-C ends it.");
        new CountDownLatch(1).await();
        return 0;
    }

    private PlatformOptions options() {
        if (!isPort(httpsPort) || !isPort(httpPort) || httpsPort == httpPort && httpPort != 0) {
            throw wrong("--https-port and --http-port must be two different ports, each from 0 to 65535.");
        }
        PlatformOptions options = PlatformOptions.usual()
                .withData(data.path())
                .withPorts(httpsPort, httpPort)
                .withClock(rates(), Optional.ofNullable(startAt))
                .withServices(services());
        return guests == null ? options : options.withSimulatedGuests(guests.arguments());
    }

    private static boolean isPort(int port) {
        return port >= 0 && port <= 65_535;
    }

    private ClockRates rates() {
        if (clockSpeed == null && busyClockSpeed == null) {
            return ClockRates.REAL;
        }
        if (clockSpeed == null) {
            throw wrong("--busy-clock-speed needs --clock-speed.");
        }
        try {
            return busyClockSpeed == null ? ClockRates.upTo(clockSpeed) : new ClockRates(clockSpeed, busyClockSpeed);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private Set<Service> services() {
        if (services == null) {
            return EnumSet.allOf(Service.class);
        }
        EnumSet<Service> some = EnumSet.noneOf(Service.class);
        for (String name : services.stream().filter(name -> !name.isBlank()).toList()) {
            some.add(Arrays.stream(Service.values())
                    .filter(service -> service.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> wrong("No service is called " + name + ".")));
        }
        return some;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
