package dev.offpeak.fleet;

import dev.offpeak.contracts.agent.GuestDescriptor;
import dev.offpeak.contracts.agent.GuestList;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** The simulated host: follows the feed of VMs and gives each of them a guest, but for those tagged {@code offpeak-guest: external}. */
final class HostFeed {
    static final String GUEST_TAG = "offpeak-guest";
    static final String EXTERNAL = "external";

    private static final Logger LOG = System.getLogger(HostFeed.class.getName());
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final World world;
    private final Map<String, Guest> guests = new HashMap<>();
    private final Backoff backoff;
    private long revision;
    private boolean reachable = true;
    private boolean stopped;

    HostFeed(World world) {
        this.world = world;
        this.backoff = new Backoff(new SplittableRandom(world.behaviour().seed()));
    }

    /** Cuts all guests off, without a word in the journal: the process ends. */
    void stop() {
        stopped = true;
        guests.values().forEach(Guest::cutOff);
    }

    void start() {
        if (stopped) {
            return;
        }
        world.compute().guests(revision, WAIT).whenComplete((list, failure) -> {
            if (stopped) {
                return;
            }
            if (failure == null) {
                if (!reachable) {
                    LOG.log(Level.INFO, "Compute answers again.");
                }
                reachable = true;
                backoff.succeeded();
                take(list);
                start();
            } else {
                if (reachable) {
                    LOG.log(Level.WARNING, "The host feed failed and is tried again: " + failure.getMessage());
                }
                reachable = false;
                world.timer().after(backoff.failed(Agent.cause(failure)), this::start);
            }
        });
    }

    int guestCount() {
        return guests.size();
    }

    private void take(GuestList list) {
        for (GuestDescriptor descriptor : list.guests()) {
            Guest known = guests.get(descriptor.vmId());
            if (known != null) {
                known.describe(descriptor);
                if (descriptor.deleted()) {
                    guests.remove(descriptor.vmId());
                }
            } else if (!descriptor.deleted() && !isExternal(descriptor)) {
                Guest guest = new Guest(world, descriptor, disk(descriptor));
                guests.put(descriptor.vmId(), guest);
                guest.start();
            }
        }
        revision = Math.max(revision, list.revision());
    }

    private GuestDisk disk(GuestDescriptor descriptor) {
        return world.store()
                .find(descriptor.vmId())
                .orElseGet(
                        () -> GuestDisk.empty(descriptor.vmId(), world.clock().now()));
    }

    private static boolean isExternal(GuestDescriptor descriptor) {
        return descriptor.tags().entrySet().stream()
                .anyMatch(tag -> tag.getKey().equalsIgnoreCase(GUEST_TAG)
                        && tag.getValue().equalsIgnoreCase(EXTERNAL));
    }
}
