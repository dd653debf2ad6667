package dev.offpeak.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** {@code bench poll}: what agents ask of their listener. */
final class PollBench {
    static final String BARE = "bare endpoint";
    static final String POLL = "poll without news";
    static final String HEARTBEAT = "heartbeat";

    static final List<String> NOTES = List.of(
            "bare endpoint: GET /internal/alive, a constant 200 of the agents' listener, for load balancers; its router and nothing"
                    + " more.",
            "poll without news: GET /agents/{vmId}/goal-state?waitSeconds=0 with If-None-Match, answered by 304: the"
                    + " present revision is known, and looked after by one query a second for all; VMs are random, each with its own"
                    + " credential.",
            "waiting polls: opened with waitSeconds=240, each on a connection of its own.");

    private static final Map<String, String> PEERS = Map.of(POLL, BARE, HEARTBEAT, BARE);
    private static final double SHARE = 60;
    private static final double CPU_MILLIS = 0.2;
    private static final Duration AT_REST = Duration.ofSeconds(10);
    /** A heartbeat may make an agent ready, and that may make its goal state another: until none of it is left. */
    private static final Duration SETTLES = Duration.ofSeconds(3);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One guest with what its agent presents. */
    private record Agent(String vmId, String bearer) {
        private String path(String rest) {
            return "/agents/" + vmId + rest;
        }
    }

    private final Testbed testbed;
    private final BenchOptions options;
    private final Consumer<String> progress;

    private PollBench(Testbed testbed, BenchOptions options, Consumer<String> progress) {
        this.testbed = testbed;
        this.options = options;
        this.progress = progress;
    }

    static BenchMain.Found run(Testbed testbed, BenchOptions options, Consumer<String> progress) throws IOException {
        return new PollBench(testbed, options, progress).run();
    }

    private BenchMain.Found run() throws IOException {
        try (HttpConnections http = HttpConnections.open(testbed.vertx(), testbed.agents(), options.connections())) {
            List<Agent> agents = enrolled(http);
            List<Buffer> heartbeats = agents.stream().map(PollBench::heartbeat).toList();
            Once.all(testbed.vertx(), http, heartbeats, HttpAnswer::status);
            testbed.awaitDone();
            Testbed.pause(SETTLES);
            List<Buffer> polls = polls(http, agents, 0);
            Map<String, Series> measured = new Contest(
                            testbed.cpu(), options.each(), options.warmUp(), options.rounds(), progress)
                    .run(Stream.of(
                                    load(http, BARE, List.of(Requests.get("/internal/alive")), 200),
                                    load(http, POLL, polls, 304),
                                    load(http, HEARTBEAT, heartbeats, 200))
                            .filter(load -> options.wants(load.name(), PEERS))
                            .toList());
            if (!options.only().isEmpty()) {
                return new BenchMain.Found(measured, PEERS, Map.of(), targets(measured), NOTES);
            }
            Map<String, String> atRest = waiting(polls(http, agents, 240));
            return new BenchMain.Found(measured, PEERS, atRest, targets(measured), NOTES);
        }
    }

    private static List<Target> targets(Map<String, Series> measured) {
        Series poll = measured.get(POLL);
        if (poll == null) {
            return List.of();
        }
        List<Double> cpuMillis = poll.rounds().stream()
                .map(round ->
                        (round.cpuMicrosEach(CpuClock.Part.SERVICE) + round.cpuMicrosEach(CpuClock.Part.POSTGRESQL))
                                / 1000)
                .toList();
        return List.of(
                Target.share(POLL, poll, measured.get(BARE), SHARE),
                new Target(POLL + ", CPU of service and PostgreSQL", Spread.of(cpuMillis), CPU_MILLIS, false, "ms"));
    }

    private Load load(HttpConnections http, String name, List<Buffer> requests, int expected) {
        return new HttpLoad(
                name,
                testbed.vertx(),
                http,
                connection -> requests.get(ThreadLocalRandom.current().nextInt(requests.size())),
                expected);
    }

    /** Creates the VMs and enrols their agents with the tokens that hosts are told. */
    private List<Agent> enrolled(HttpConnections http) throws JsonProcessingException {
        progress.accept("creating " + options.vms() + " VMs");
        try (HttpConnections arm = HttpConnections.open(testbed.vertx(), testbed.service(), options.connections())) {
            new Fleet(options.vms(), options.connections()).create(testbed, arm);
        }
        progress.accept("enrolling their agents");
        List<Buffer> enrolments = new ArrayList<>();
        List<String> vmIds = new ArrayList<>();
        long after = 0;
        while (vmIds.size() < options.vms()) {
            JsonNode page = JSON.readTree(Once.all(
                            testbed.vertx(),
                            http,
                            List.of(Requests.get(
                                    "/hosts/guests?after=" + after, "Authorization: Bearer " + testbed.hostKey())),
                            HttpAnswer::body)
                    .get(0));
            if (page.path("guests").isEmpty()) {
                throw new BenchFailure("The feed of guests names " + vmIds.size() + " of " + options.vms() + " VMs");
            }
            for (JsonNode guest : page.path("guests")) {
                String vmId = guest.path("vmId").asText();
                vmIds.add(vmId);
                enrolments.add(Requests.post(
                        "/agents/enroll",
                        JSON.createObjectNode()
                                .put("vmId", vmId)
                                .put("token", guest.path("enrollmentToken").asText())
                                .put("agentVersion", "0.1.0")
                                .put("bootId", vmId)
                                .toString()));
            }
            after = page.path("revision").asLong();
        }
        List<String> answers = Once.all(testbed.vertx(), http, enrolments, HttpAnswer::body);
        List<Agent> agents = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            String credential = JSON.readTree(answers.get(i)).path("credential").asText();
            agents.add(new Agent(vmIds.get(i), "Authorization: Bearer " + credential));
        }
        return agents;
    }

    private static Buffer heartbeat(Agent agent) {
        String beat = JSON.createObjectNode()
                .put("bootId", agent.vmId())
                .put("agentVersion", "0.1.0")
                .put("healthy", true)
                .put("osName", "Windows Server 2019 Datacenter")
                .put("osVersion", "10.0.17763")
                .put("computerName", "web")
                .set("missingRequirements", JSON.createArrayNode())
                .toString();
        return Requests.post(agent.path("/heartbeats"), beat, agent.bearer());
    }

    /** Polls that know the present revision. */
    private List<Buffer> polls(HttpConnections http, List<Agent> agents, int waitSeconds) {
        List<String> revisions = Once.all(
                testbed.vertx(),
                http,
                agents.stream()
                        .map(agent -> Requests.get(agent.path("/goal-state"), agent.bearer()))
                        .toList(),
                answer -> answer.header("etag").orElseThrow());
        List<Buffer> polls = new ArrayList<>();
        for (int i = 0; i < agents.size(); i++) {
            polls.add(Requests.get(
                    agents.get(i).path("/goal-state?waitSeconds=" + waitSeconds),
                    agents.get(i).bearer(),
                    "If-None-Match: " + revisions.get(i)));
        }
        return polls;
    }

    /** What many polls that wait cost while nothing happens. */
    private Map<String, String> waiting(List<Buffer> polls) throws IOException {
        progress.accept("opening " + options.waiting() + " polls that wait");
        Map<CpuClock.Part, Duration> idle = atRest();
        long before = residentKilobytes();
        try (HttpConnections many = HttpConnections.open(testbed.vertx(), testbed.agents(), options.waiting())) {
            Future<?> broken = many.begin(testbed.vertx(), new HttpConnections.Talk() {
                @Override
                public Optional<Buffer> next(int connection) {
                    return Optional.of(polls.get(connection % polls.size()));
                }

                @Override
                public void answered(int connection, HttpAnswer answer, long nanos) {
                    throw new BenchFailure("A poll that should wait was answered:\n" + answer.whole());
                }
            });
            Testbed.pause(SETTLES);
            long after = residentKilobytes();
            Map<CpuClock.Part, Duration> waiting = atRest();
            if (broken.failed()) {
                throw new BenchFailure(
                        "The polls did not wait: " + broken.cause().getMessage());
            }
            Map<String, String> figures = new LinkedHashMap<>();
            figures.put("waiting polls", Integer.toString(options.waiting()));
            figures.put(
                    "resident memory of the service before, with them",
                    String.format(Locale.ROOT, "%.0f MB, %.0f MB", before / 1024.0, after / 1024.0));
            figures.put("CPU at rest without them, ms per second (service, PostgreSQL)", perSecond(idle));
            figures.put("CPU at rest with them, ms per second (service, PostgreSQL)", perSecond(waiting));
            return figures;
        }
    }

    private Map<CpuClock.Part, Duration> atRest() {
        CpuClock cpu = testbed.cpu();
        Map<CpuClock.Part, Duration> before = cpu.now();
        Testbed.pause(AT_REST);
        return CpuClock.between(before, cpu.now());
    }

    private static String perSecond(Map<CpuClock.Part, Duration> used) {
        return String.format(
                Locale.ROOT,
                "%.1f, %.1f",
                used.get(CpuClock.Part.SERVICE).toMillis() / (double) AT_REST.toSeconds(),
                used.get(CpuClock.Part.POSTGRESQL).toMillis() / (double) AT_REST.toSeconds());
    }

    private long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + testbed.servicePid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
