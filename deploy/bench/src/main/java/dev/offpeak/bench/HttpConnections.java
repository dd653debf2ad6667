package dev.offpeak.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A fixed number of connections to one server, kept open between runs. Each asks anew as soon as it was answered; requests are bytes
 * that were made before, answers are read only as far as needed. All of it happens on one event loop.
 */
final class HttpConnections implements AutoCloseable {
    private static final long CONNECT_SECONDS = 60;
    /** Long enough for any run; an answer that never comes must not look like a slow one. */
    private static final long LONGEST_RUN_SECONDS = 600;

    private final NetClient client;
    private final List<Line> lines;

    private HttpConnections(NetClient client, List<Line> lines) {
        this.client = client;
        this.lines = lines;
    }

    /** What is said on these connections in one run. */
    interface Talk {
        /**
         * The whole next request; empty when that connection has nothing more to say.
         *
         * @param connection its number, from 0
         */
        Optional<Buffer> next(int connection);

        /**
         * The answer, readable until this returns.
         *
         * @param nanos since the request was written
         * @throws BenchFailure when it is not the expected one, which ends the run
         */
        void answered(int connection, HttpAnswer answer, long nanos);
    }

    /** @param vertx with one event loop */
    static HttpConnections open(Vertx vertx, URI server, int connections) {
        NetClient client =
                vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setReuseAddress(true));
        List<Future<NetSocket>> opening = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            opening.add(client.connect(server.getPort(), server.getHost()));
        }
        await(Future.all(opening), CONNECT_SECONDS, "connecting to " + server);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            lines.add(new Line(i, opening.get(i).result()));
        }
        return new HttpConnections(client, lines);
    }

    int count() {
        return lines.size();
    }

    /** Talks until every connection has nothing more to say. */
    void run(Vertx vertx, Talk talk) {
        await(begin(vertx, talk), LONGEST_RUN_SECONDS, "a run");
    }

    /** Begins to talk; the future ends when every connection has nothing more to say. */
    Future<?> begin(Vertx vertx, Talk talk) {
        List<Future<Void>> ends = new ArrayList<>();
        for (Line line : lines) {
            Promise<Void> end = Promise.promise();
            ends.add(end.future());
            vertx.runOnContext(x -> line.begin(talk, end));
        }
        return Future.all(ends);
    }

    static void await(Future<?> future, long seconds, String what) {
        try {
            future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BenchFailure failure) {
                throw failure;
            }
            throw new BenchFailure(what + " failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new BenchFailure(what + " did not end within " + seconds + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted during " + what, e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    /** One connection; used on its event loop only. */
    private static final class Line {
        private final int number;
        private final NetSocket socket;
        private final HttpAnswer answer = new HttpAnswer();
        private Talk talk;
        private Promise<Void> end;
        private long askedAt;

        private Line(int number, NetSocket socket) {
            this.number = number;
            this.socket = socket;
            socket.handler(this::read);
            socket.exceptionHandler(failure -> fail(new BenchFailure("a connection broke: " + failure, failure)));
            socket.closeHandler(closed -> fail(new BenchFailure("the server closed a connection")));
        }

        private void begin(Talk newTalk, Promise<Void> newEnd) {
            talk = newTalk;
            end = newEnd;
            ask();
        }

        private void ask() {
            Optional<Buffer> request = talk.next(number);
            if (request.isEmpty()) {
                end.complete();
                return;
            }
            askedAt = System.nanoTime();
            socket.write(request.get());
        }

        private void read(Buffer part) {
            try {
                if (answer.add(part)) {
                    talk.answered(number, answer, System.nanoTime() - askedAt);
                    answer.forget();
                    ask();
                }
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        private void fail(Throwable failure) {
            if (end != null) {
                end.tryFail(failure);
            }
        }
    }
}
