package dev.offpeak.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Requests that are each made once, side by side: what prepares a measurement. */
final class Once {
    private Once() {}

    /**
     * What is read of each answer, in the order of the requests.
     *
     * @throws BenchFailure when one is answered by anything but 2xx
     */
    static <T> List<T> all(
            Vertx vertx, HttpConnections connections, List<Buffer> requests, Function<HttpAnswer, T> read) {
        Object[] answers = new Object[requests.size()];
        int[] next = {0};
        int[] asked = new int[connections.count()];
        connections.run(vertx, new HttpConnections.Talk() {
            @Override
            public Optional<Buffer> next(int connection) {
                if (next[0] == requests.size()) {
                    return Optional.empty();
                }
                asked[connection] = next[0];
                return Optional.of(requests.get(next[0]++));
            }

            @Override
            public void answered(int connection, HttpAnswer answer, long nanos) {
                if (answer.status() / 100 != 2) {
                    throw new BenchFailure("Preparing the measurement failed:\n" + answer.whole());
                }
                answers[asked[connection]] = read.apply(answer);
            }
        });
        @SuppressWarnings("unchecked") // only what read gave is in it
        List<T> all = (List<T>) List.of(answers);
        return all;
    }
}
