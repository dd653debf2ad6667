package dev.offpeak.orchestrator.conductor;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicReference;

/** Tells this replica's conductor to look again at once; a missed call costs a tick, nothing else. */
@ApplicationScoped
public class Wake {
    private final AtomicReference<Runnable> listener = new AtomicReference<>(() -> {});

    /** Something changed and is committed. */
    public void now() {
        listener.get().run();
    }

    void listen(Runnable look) {
        listener.set(look);
    }
}
