package dev.offpeak.fleet;

import dev.offpeak.time.PlatformClock;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A running fleet: one event loop, one journal, as many guests as there are VMs. */
final class Fleet implements AutoCloseable {
    private final Vertx vertx;
    private final Journal journal;
    private final GuestStore store;
    private final HostFeed feed;
    private final EventLoopTimer timer;

    private Fleet(Vertx vertx, Journal journal, GuestStore store, HostFeed feed, EventLoopTimer timer) {
        this.vertx = vertx;
        this.journal = journal;
        this.store = store;
        this.feed = feed;
        this.timer = timer;
    }

    /**
     * Starts the fleet; guests come as the host feed names their VMs, now or whenever compute can be reached.
     *
     * @param compute address of compute-service's listener for agents
     * @param hostKey bearer token of the host feed
     * @param folder for journal.jsonl and guests.jsonl; created when missing
     */
    static Fleet start(URI compute, String hostKey, PlatformClock clock, Behaviour behaviour, Path folder)
            throws IOException {
        Files.createDirectories(folder);
        Journal journal = Journal.open(folder);
        GuestStore store = GuestStore.open(folder);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        EventLoopTimer timer = new EventLoopTimer(vertx, clock);
        World world = new World(
                clock,
                timer,
                new HttpCompute(vertx, compute, hostKey),
                journal,
                store,
                new PatchCatalog(behaviour.seed()),
                behaviour);
        Fleet fleet = new Fleet(vertx, journal, store, new HostFeed(world), timer);
        vertx.runOnContext(nothing -> {
            fleet.timer.start();
            fleet.feed.start();
        });
        return fleet;
    }

    /** How many guests there are now. */
    int guestCount() {
        CompletableFuture<Integer> count = new CompletableFuture<>();
        vertx.runOnContext(nothing -> count.complete(feed.guestCount()));
        return count.join();
    }

    /** Ends all guests as a power cut would; a later fleet on the same folder goes on with them. */
    @Override
    public void close() throws IOException {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        vertx.runOnContext(nothing -> {
            feed.stop();
            timer.stop();
            stopped.complete(null);
        });
        stopped.join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        journal.close();
        store.close();
    }
}
