package dev.offpeak.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Sends generated requests to every operation of a running service, several at once, and holds the answers to what must always be so: 2xx or
 * 4xx and never a hang; a refusal is ARM's error body; and a refused request, as well as any GET, has changed nothing in the database.
 *
 * <p>The last is shown in groups: where all of a group's answers were refusals, the database must be as it was before the group. What was
 * refused beside requests that were accepted is sent again, until it is refused among refusals only. A group after which the database
 * differs is halved until the request is found.
 *
 * <p>{@code offpeak.fuzz.only} restricts a run to the operations whose method and path contain it. The seed is printed, and taken from the system property {@code offpeak.fuzz.seed} where it is set; each failure is printed as a
 * command line that sends the request again.
 */
public final class ApiFuzz implements AutoCloseable {
    private static final int AT_ONCE = 8;
    /** How many are compared with the database before and after. */
    private static final int GROUP = 100;

    private static final int PATIENCE_MILLIS = 15_000;
    private static final int ROUNDS = 4;
    private static final int MOST_FAILURES_PER_OPERATION = 5;
    private static final int SHRINK_TRIES = 150;
    /** Bytes; what is larger was made large on purpose, and has too many smaller forms to hold at once. */
    private static final int MOST_SHRUNK = 100_000;

    private static final long SETTLE_SECONDS = 60;
    /** Longer than the services' loops sleep, for what no busy query tells. */
    private static final long QUIET_MILLIS = 300;

    private static final long LOOK_MILLIS = 20;

    private final String base;
    private final Subject subject;
    private final AnswerRules rules;
    private final Store store;
    private final Map<String, String> excluded = new TreeMap<>();
    private final String busy;
    private final long seed;
    private final FuzzReport report = new FuzzReport();
    private final ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE);
    private final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();

    private ApiFuzz(Builder from) {
        base = from.base;
        subject = from.subject;
        rules = new AnswerRules(subject);
        excluded.putAll(from.excluded);
        store = new Store(from.jdbcUrl, from.user, from.password, excluded.keySet());
        busy = from.busy;
        seed = Long.getLong("offpeak.fuzz.seed", new Random().nextInt(1_000_000));
        URI uri = URI.create(base);
        for (int i = 0; i < AT_ONCE; i++) {
            connections.add(new Connection(uri.getHost(), uri.getPort(), PATIENCE_MILLIS));
        }
    }

    /** What a fuzz needs to be told. */
    public static final class Builder {
        private final String base;
        private final Subject subject;
        private final Map<String, String> excluded = new TreeMap<>();
        private String jdbcUrl;
        private String user;
        private String password;
        private String busy = "SELECT 0";

        private Builder(String base, Subject subject) {
            this.base = base;
            this.subject = subject;
        }

        /** The service's own database. */
        public Builder database(String jdbcUrl, String user, String password) {
            this.jdbcUrl = jdbcUrl;
            this.user = user;
            this.password = password;
            return this;
        }

        /** A table that changes although nobody asks for anything; the reason is printed. */
        public Builder without(String table, String reason) {
            excluded.put(table, reason);
            return this;
        }

        /** A query whose answer is 0 when no work of earlier requests is under way. */
        public Builder busyWhile(String countQuery) {
            busy = countQuery;
            return this;
        }

        public ApiFuzz build() {
            return new ApiFuzz(this);
        }
    }

    /** @param base such as {@code http://127.0.0.1:8101} */
    public static Builder of(String base, Subject subject) {
        return new Builder(base, subject);
    }

    /** The operations of the service's own OpenAPI document. */
    public List<Operation> operations() {
        Answer document = send(new Request("GET", "/q/openapi?format=json", List.of(), null, "OpenAPI"));
        JsonNode openApi = JsonTexts.read(document.body())
                .orElseThrow(() -> new IllegalStateException("No OpenAPI document: " + document.status()));
        return Operation.of(openApi);
    }

    /** Sends at least so many requests to each operation; reading ones first, DELETE last. */
    public FuzzReport run(List<Operation> operations, int atLeast) {
        System.out.println("Fuzz of " + base + " with -Doffpeak.fuzz.seed=" + seed + "; not compared: " + excluded);
        String only = System.getProperty("offpeak.fuzz.only", "");
        List<Operation> ordered = new ArrayList<>(operations.stream()
                .filter(each -> each.toString().contains(only))
                .toList());
        ordered.sort(Comparator.comparing(operation -> operation.isSafe() ? 0 : operation.takesBody() ? 1 : 2));
        for (Operation operation : ordered) {
            long begin = System.nanoTime();
            subject.before(operation);
            fuzz(operation, new Cases(subject, operation, seed).all(atLeast));
            report.took(operation.toString(), Duration.ofNanos(System.nanoTime() - begin));
        }
        return report;
    }

    /** Bytes that are no HTTP, or barely: each must be answered with a 4xx, on a connection of its own. */
    FuzzReport runRaw(Map<String, byte[]> requests) {
        requests.forEach((what, bytes) -> {
            Connection connection = take();
            Answer answer = connection.sendRaw(bytes);
            connections.add(connection);
            report.sent("raw bytes", answer);
            boolean dropped = answer.failure().startsWith("dropped")
                    && RawRequests.mayBeDropped().contains(what);
            boolean notImplemented =
                    answer.status() == 501 && RawRequests.mayBeNotImplemented().contains(what);
            if (!answer.isRefusal() && !dropped && !notImplemented) {
                report.failed(what + ": " + answer.status() + " " + answer.failure());
            }
        });
        return report;
    }

    private void fuzz(Operation operation, List<Request> cases) {
        String name = operation.toString();
        int failuresBefore = report.failures().size();
        List<Request> open = cases;
        for (int round = 1; round <= ROUNDS && !open.isEmpty(); round++) {
            boolean compares = operation.isSafe() || round > 1;
            int size = compares ? GROUP : open.size();
            List<Request> next = new ArrayList<>();
            Map<String, String> before = compares ? settled() : Map.of();
            for (int from = 0; from < open.size(); from += size) {
                List<Request> group = open.subList(from, Math.min(open.size(), from + size));
                List<Answer> answers = sendAll(group);
                if (round == 1) {
                    check(name, group, answers, failuresBefore);
                }
                List<Request> refused = refused(group, answers);
                boolean unchangedExpected = operation.isSafe() || refused.size() == group.size();
                if (!compares || !unchangedExpected) {
                    next.addAll(refused);
                    before = compares ? settled() : before;
                    continue;
                }
                Map<String, String> after = store.fingerprint();
                if (after.equals(before)) {
                    report.proven(name, group.size());
                } else {
                    isolate(name, group, Store.changed(before, after));
                    before = settled();
                }
            }
            open = next;
        }
        if (!open.isEmpty()) {
            oneByOne(name, open);
        }
    }

    private void check(String name, List<Request> group, List<Answer> answers, int failuresBefore) {
        for (int i = 0; i < group.size(); i++) {
            Request request = group.get(i);
            report.sent(name, answers.get(i));
            Optional<String> broken = rules.broken(request, answers.get(i));
            if (broken.isPresent() && report.failures().size() - failuresBefore < MOST_FAILURES_PER_OPERATION) {
                report.failed(broken.get() + "\n    "
                        + shrunk(request, answers.get(i).status()).curl(base));
            }
        }
    }

    private List<Request> refused(List<Request> group, List<Answer> answers) {
        List<Request> refused = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            if (answers.get(i).isRefusal()) {
                refused.add(group.get(i));
            }
        }
        return refused;
    }

    /** Finds which of them changes the database although it is refused. */
    private void isolate(String name, List<Request> group, Set<String> tables) {
        if (group.size() == 1) {
            report.failed("changed " + tables + " although refused\n    "
                    + group.get(0).curl(base));
            return;
        }
        for (List<Request> half :
                List.of(group.subList(0, group.size() / 2), group.subList(group.size() / 2, group.size()))) {
            Map<String, String> before = settled();
            sendAll(half);
            Map<String, String> after = store.fingerprint();
            if (!after.equals(before)) {
                isolate(name, half, Store.changed(before, after));
                return;
            }
            report.proven(name, half.size());
        }
        report.failed(name + ": " + tables
                + " changed during a group of refused requests, but not when they were sent again");
    }

    /** What is refused and accepted by turns. */
    private void oneByOne(String name, List<Request> requests) {
        for (Request request : requests) {
            Map<String, String> before = settled();
            Answer answer = sendAll(List.of(request)).get(0);
            Map<String, String> after = store.fingerprint();
            if (answer.isRefusal() && !after.equals(before)) {
                report.failed(
                        "changed " + Store.changed(before, after) + " although refused\n    " + request.curl(base));
            } else if (answer.isRefusal()) {
                report.proven(name, 1);
            }
        }
    }

    /** A smaller JSON body with which the same status comes back; the request itself where there is none. */
    private Request shrunk(Request request, int status) {
        Request smallest = request;
        int tries = 0;
        boolean smaller = status >= 500 && request.body() != null && request.body().length <= MOST_SHRUNK;
        while (smaller && tries < SHRINK_TRIES) {
            smaller = false;
            Optional<JsonNode> body = JsonTexts.read(smallest.body());
            for (JsonNode candidate : body.map(JsonTexts::smaller).orElse(List.of())) {
                Request attempt = smallest.withBody(candidate.toString().getBytes(StandardCharsets.UTF_8));
                if (++tries <= SHRINK_TRIES && send(attempt).status() == status) {
                    smallest = attempt;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    /** The database once nothing that earlier requests started goes on in it. */
    private Map<String, String> settled() {
        subject.settle();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS);
        while (store.count(busy) > 0 || !store.isQuietFor(QUIET_MILLIS)) {
            if (System.nanoTime() > end) {
                Map<String, String> last = store.fingerprint();
                pause();
                throw new IllegalStateException("The database does not come to rest: "
                        + Store.changed(last, store.fingerprint()) + ", busy " + store.count(busy));
            }
            pause();
        }
        return store.fingerprint();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private List<Answer> sendAll(List<Request> requests) {
        List<Callable<Answer>> calls = new ArrayList<>();
        requests.forEach(request -> calls.add(() -> send(request)));
        try {
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> answer : senders.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A request could not be sent", e);
        }
    }

    private Answer send(Request request) {
        Connection connection = take();
        try {
            return connection.send(request);
        } finally {
            connections.add(connection);
        }
    }

    private Connection take() {
        try {
            return connections.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        senders.shutdownNow();
        connections.forEach(Connection::close);
        store.close();
    }
}
