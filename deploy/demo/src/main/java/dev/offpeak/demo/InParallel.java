package dev.offpeak.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Many requests at once, but never more than a few. */
final class InParallel {
    private static final int AT_ONCE = 12;

    private InParallel() {}

    /** The answers, in the order of the questions; the first failure ends it. */
    static <T, R> List<R> map(List<T> items, Function<T, R> work) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<R>> futures = new ArrayList<>();
            items.forEach(item -> futures.add(threads.submit(() -> work.apply(item))));
            List<R> results = new ArrayList<>();
            for (Future<R> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("Interrupted.", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
