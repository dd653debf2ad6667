package dev.offpeak.bench;

import java.util.concurrent.TimeUnit;

/** Looks at the service's heap while something else is waited for; what it saw at most includes what was garbage by then. */
final class HeapWatch implements AutoCloseable {
    private static final long BETWEEN_LOOKS_MILLIS = 250;

    private final ServiceMetrics metrics;
    private final Thread thread = new Thread(this::run, "heap-watch");
    private volatile boolean over;
    private volatile double most;

    HeapWatch(ServiceMetrics metrics) {
        this.metrics = metrics;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!over) {
                most = Math.max(most, metrics.sum("jvm_memory_used_bytes", "area=\"heap\""));
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In MiB. */
    double mostMebibytes() {
        return most / (1 << 20);
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
