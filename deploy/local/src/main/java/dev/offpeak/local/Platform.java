package dev.offpeak.local;

import dev.offpeak.contracts.message.Address.Service;
import dev.offpeak.embedded.ServerStartException;
import dev.offpeak.local.clock.ClockAuthority;
import dev.offpeak.local.clock.WorkProbe;
import dev.offpeak.local.gateway.Backend;
import dev.offpeak.local.gateway.Gateway;
import dev.offpeak.local.gateway.RouteTable;
import dev.offpeak.local.process.ManagedProcess;
import dev.offpeak.local.process.ProcessId;
import dev.offpeak.local.process.Recipe;
import dev.offpeak.local.tls.Certificates;
import dev.offpeak.time.PlatformClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The whole platform on this machine, for as long as this object is open.
 *
 * <ol>
 *   <li>The data folder is locked; what an earlier launcher left behind on it is ended.
 *   <li>The gateway listens, so that a port in use is known before anything else is started; it answers 503 meanwhile.
 *   <li>The database and the broker start, then the services together, then the simulated guests.
 *   <li>Once all are ready the clock may run fast. Whatever dies from then on is started again.
 *   <li>Closing ends everything in the opposite order, the clock last: time never runs on without its platform.
 * </ol>
 */
public final class Platform implements AutoCloseable {
    private static final Duration STARTUP = Duration.ofMinutes(4);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(150);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int DEATHS_BEFORE_GIVING_UP = 3;
    private static final long CLOCK_PERIOD_MILLIS = 100;

    private final PlatformOptions options;
    private final DataFolder folder;
    private final List<ManagedProcess> processes = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "offpeak-platform");
        thread.setDaemon(true);
        return thread;
    });

    private FileLock lock;
    private Secrets secrets;
    private Recipes recipes;
    private Certificates certificates;
    private Gateway gateway;
    private int httpsPort;
    private int httpPort;
    private ClockAuthority authority;
    private PlatformClock clock;
    private boolean clockIsAnnounced = true;
    private volatile PlatformState.Phase phase = PlatformState.Phase.STARTING;
    private final Object ending = new Object();
    private final Thread atExit = new Thread(this::close, "end-platform");
    private volatile boolean closed;

    private Platform(PlatformOptions options) {
        this.options = options;
        this.folder = new DataFolder(options.data());
    }

    /**
     * Starts everything and returns once all of it is ready.
     *
     * @throws PlatformException when that is not possible; nothing is left running then
     */
    public static Platform start(PlatformOptions options) {
        Platform platform = new Platform(options);
        Runtime.getRuntime().addShutdownHook(platform.atExit);
        try {
            platform.begin();
            return platform;
        } catch (IOException e) {
            platform.close();
            throw platform.folder.unusable(e);
        } catch (UncheckedIOException e) {
            platform.close();
            throw platform.folder.unusable(e.getCause());
        } catch (ServerStartException | IllegalStateException e) {
            platform.close();
            throw new PlatformException(e.getMessage(), e);
        } catch (RuntimeException e) {
            platform.close();
            throw e;
        }
    }

    private void begin() throws IOException {
        folder.prepare();
        lock = folder.lock();
        List<String> leftovers = folder.endLeftovers();
        if (!leftovers.isEmpty()) {
            options.messages()
                    .accept("An earlier platform on this folder was not ended properly; ended what was left of it: "
                            + String.join(", ", leftovers));
        }
        folder.setLogsAside();
        secrets = Secrets.in(folder.secrets());
        certificates = Certificates.in(folder.certificates(), Instant.now());
        recipes = new Recipes(options, folder, secrets);
        List<Recipe> services =
                options.services().stream().sorted().map(recipes::service).toList();

        openGateway();
        authority = ClockAuthority.open(folder.clock(), options.startAt(), options.rates(), Instant::now);
        clock = PlatformClock.following(folder.clock());
        writeState();

        start(List.of(recipes.postgres(), recipes.broker()));
        start(services);
        if (options.fleetArguments().isPresent()) {
            Files.createDirectories(folder.fleet());
            start(List.of(recipes.fleet(options.fleetArguments().get())));
        }
        enter(PlatformState.Phase.READY);
        writeState();
        if (options.rates().accelerated()) {
            WorkProbe probe = new WorkProbe(recipes.workUrls());
            scheduler.scheduleWithFixedDelay(() -> look(probe), 0, CLOCK_PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void openGateway() {
        Map<Backend, Integer> ports = new EnumMap<>(Backend.class);
        recipes.servicePorts().forEach((service, port) -> ports.put(backend(service), port));
        if (recipes.servicePorts().containsKey(Service.COMPUTE)) {
            ports.put(Backend.COMPUTE_AGENTS, recipes.agentsPort());
        }
        gateway = new Gateway(RouteTable.builtIn(), ports);
        httpsPort = listening(
                "--https-port",
                options.httpsPort(),
                () -> gateway.listenHttps(options.httpsPort(), certificates.certificate(), certificates.key()));
        httpPort = listening("--http-port", options.httpPort(), () -> gateway.listenHttp(options.httpPort()));
    }

    private static Backend backend(Service service) {
        return Backend.valueOf(service.name());
    }

    private static int listening(String option, int port, Supplier<Integer> listen) {
        try {
            return listen.get();
        } catch (CompletionException e) {
            if (e.getCause() instanceof BindException) {
                throw new PlatformException(
                        "Port " + port
                                + " of 127.0.0.1 can't be had: end the program that listens there, or choose another port with "
                                + option + ".",
                        e);
            }
            throw e;
        }
    }

    /** Starts these together and waits until all are ready. */
    private void start(List<Recipe> together) {
        List<ManagedProcess> started = new ArrayList<>();
        for (Recipe recipe : together) {
            ManagedProcess process =
                    new ManagedProcess(recipe, scheduler, options.messages(), this::writeStateIfPossible);
            synchronized (processes) {
                enter(PlatformState.Phase.STARTING);
                processes.add(process);
                process.start();
            }
            started.add(process);
        }
        Instant deadline = Instant.now().plus(STARTUP);
        List<ManagedProcess> waiting = new ArrayList<>(started);
        while (true) {
            waiting.removeIf(ManagedProcess::isReady);
            if (waiting.isEmpty()) {
                return;
            }
            for (ManagedProcess process : waiting) {
                if (process.deathsBeforeReady() >= DEATHS_BEFORE_GIVING_UP) {
                    throw new PlatformException(process.recipe().name() + " ended " + DEATHS_BEFORE_GIVING_UP
                            + " times before it was ready; its log, "
                            + process.recipe().log() + ", ends with:\n"
                            + process.lastWords());
                }
            }
            if (Instant.now().isAfter(deadline)) {
                throw new PlatformException(waiting.get(0).recipe().name() + " is not ready after "
                        + STARTUP.toMinutes() + " minutes: see its log, "
                        + waiting.get(0).recipe().log());
            }
            pause();
        }
    }

    /** Ending is final: whoever is still starting something is told so. */
    private void enter(PlatformState.Phase next) {
        synchronized (processes) {
            if (phase == PlatformState.Phase.ENDING) {
                throw new PlatformException("The platform was ended while it was starting.");
            }
            phase = next;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted while the platform was starting.", e);
        }
    }

    private void look(WorkProbe probe) {
        try {
            authority.look(probe.read());
            clockIsAnnounced = true;
        } catch (IOException e) {
            if (clockIsAnnounced) {
                options.messages()
                        .accept("The clock can't be announced (" + e.getMessage()
                                + "): until it can, it runs at real speed.");
            }
            clockIsAnnounced = false;
        }
    }

    private void writeStateIfPossible() {
        try {
            writeState();
        } catch (IOException e) {
            options.messages().accept(folder.unusable(e).getMessage());
        }
    }

    private void writeState() throws IOException {
        synchronized (folder) {
            if (!closed) {
                JsonFile.write(folder.state(), state());
            }
        }
    }

    /** What runs, and where; as it is now. */
    public PlatformState state() {
        return new PlatformState(
                ProcessId.of(ProcessHandle.current()),
                phase,
                httpsUrl().toString(),
                httpUrl().toString(),
                agentsUrl().toString(),
                caFile(),
                trustStore(),
                recipes.brokerPort(),
                processes.stream()
                        .map(process -> new PlatformState.Running(
                                process.recipe().name(),
                                process.id(),
                                process.recipe().port(),
                                process.restarts()))
                        .toList());
    }

    /** The gateway, without a slash at the end. */
    public URI httpsUrl() {
        return URI.create("https://localhost:" + httpsPort);
    }

    /** The gateway without TLS, without a slash at the end. */
    public URI httpUrl() {
        return URI.create("http://localhost:" + httpPort);
    }

    /** Compute's listener for agents and hosts, plain HTTP on loopback. */
    public URI agentsUrl() {
        return recipes.agentsUrl();
    }

    /** The certificate that clients of {@link #httpsUrl()} must trust, PEM. */
    public Path caFile() {
        return certificates.authority();
    }

    /** The same as {@link #caFile()} for Java, PKCS12 under {@link Certificates#TRUST_STORE_PASSWORD}. */
    public Path trustStore() {
        return certificates.trustStore();
    }

    /** By which the feed of guests is read. */
    public String hostKey() {
        return secrets.hostKey();
    }

    /** Of the broker's only user. */
    public String brokerPassword() {
        return secrets.brokerPassword();
    }

    /** Platform time, as every process of the platform sees it. */
    public PlatformClock clock() {
        return clock;
    }

    /** Lets platform time pass no faster than that until told otherwise, such as while a fleet is being created. */
    public void limitClock(double rate) {
        authority.limit(rate);
    }

    public DataFolder folder() {
        return folder;
    }

    /** Where that service's metrics, health and API description are: {@code /q/…}; they are not behind the gateway. */
    public URI serviceUrl(Service service) {
        return URI.create("http://127.0.0.1:" + recipes.servicePorts().get(service));
    }

    /** kill -9 of one service; it is started again. */
    public void kill(Service service) {
        kill(service.toString());
    }

    /** kill -9 of one process by its name in {@link #state()}, such as broker or fleet; it is started again. */
    public void kill(String name) {
        processes.stream()
                .filter(process -> process.recipe().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No process is called " + name + "."))
                .kill();
    }

    /** Ends everything it started, the newest first; returns when all of it has ended. Twice changes nothing. */
    @Override
    public void close() {
        synchronized (ending) {
            if (!closed) {
                end();
                forgetHook();
            }
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending: that hook is who called.
        }
    }

    private void end() {
        boolean wasReady = phase == PlatformState.Phase.READY;
        List<ManagedProcess> newestFirst;
        synchronized (processes) {
            phase = PlatformState.Phase.ENDING;
            newestFirst = new ArrayList<>(processes);
        }
        if (httpPort != 0) {
            writeStateIfPossible();
        }
        synchronized (folder) {
            closed = true;
        }
        scheduler.shutdown();
        closeGateway();
        Collections.reverse(newestFirst);
        stop(newestFirst.stream().filter(process -> !isServer(process)).toList());
        stop(newestFirst.stream().filter(Platform::isServer).toList());
        awaitDatabase();
        try {
            if (authority != null) {
                authority.rest();
            }
            if (lock != null) {
                Files.deleteIfExists(folder.state());
                lock.channel().close();
            }
            if (wasReady) {
                options.messages().accept("Offpeak has ended.");
            }
        } catch (IOException e) {
            options.messages().accept(folder.unusable(e).getMessage());
        }
    }

    /** Its process gives up waiting after some seconds; on a busy machine the server itself takes longer to write down all it has. */
    private void awaitDatabase() {
        ProcessId.ofPostgres(folder.postgres().resolve("data")).ifPresent(server -> server.end(PATIENCE));
    }

    private void closeGateway() {
        try {
            if (gateway != null) {
                gateway.close();
            }
        } catch (CompletionException e) {
            options.messages().accept("The gateway did not end in time: " + e.getMessage());
        }
    }

    private static boolean isServer(ManagedProcess process) {
        String name = process.recipe().name();
        return name.equals(Recipes.POSTGRES) || name.equals(Recipes.BROKER);
    }

    /** Asks all of them first: they end side by side. */
    private static void stop(List<ManagedProcess> processes) {
        processes.forEach(ManagedProcess::ask);
        processes.forEach(process -> process.stop(PATIENCE));
    }
}
