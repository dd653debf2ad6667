package dev.offpeak.simulation.world;

import dev.offpeak.contracts.message.Message;
import dev.offpeak.simulation.memory.MemoryDatabase;
import dev.offpeak.simulation.memory.MemoryTransaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Messages between orchestrator and compute, at least once and in any order: what a broker and two outboxes come to. */
final class Bus {
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration USUALLY = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofHours(3);
    private static final Duration WEEKS = Duration.ofDays(14);
    private static final Duration REDELIVERY = Duration.ofMinutes(10);

    private final World world;
    private final MemoryDatabase database;
    private final Timeline timeline;
    private final Faults faults;
    private long sent;
    private boolean relaying;

    Bus(World world) {
        this.world = world;
        this.database = world.database();
        this.timeline = world.timeline();
        this.faults = world.faults();
    }

    /** The orchestrator's outbox may have something to send. */
    void wake() {
        if (!relaying && !database.outbox().isEmpty()) {
            relaying = true;
            timeline.after(timeline.upTo(SOON), "relay", this::relay);
        }
    }

    private void relay() {
        relaying = false;
        for (Map.Entry<Long, Message> row :
                List.copyOf(database.outbox().entries().entrySet())) {
            if (!faults.strikes(Fault.MESSAGE_LOST)) {
                carry("to compute", () -> world.compute().on(row.getValue()));
                if (!faults.strikes(Fault.MESSAGE_SENT_TWICE)) {
                    MemoryTransaction mark = database.begin();
                    database.sent(mark, row.getKey());
                    mark.commit();
                }
            }
        }
        if (!database.outbox().isEmpty()) {
            relaying = true;
            timeline.after(REDELIVERY, "relay", this::relay);
        }
    }

    /** A message of compute. */
    void toOrchestrator(Message message) {
        String id = "message " + sent++;
        if (faults.strikes(Fault.MESSAGE_LOST)) {
            timeline.after(REDELIVERY, "sent again", () -> carry("to orchestrator", () -> deliver(id, message)));
        } else {
            carry("to orchestrator", () -> deliver(id, message));
        }
        if (faults.strikes(Fault.MESSAGE_SENT_TWICE)) {
            carry("to orchestrator", () -> deliver(id, message));
        }
    }

    private void carry(String name, Runnable delivery) {
        boolean delayed = faults.strikes(Fault.MESSAGE_DELAYED);
        timeline.after(timeline.upTo(delayed ? LONG : USUALLY), name, delivery);
        if (faults.strikes(Fault.MESSAGE_REPEATED_WEEKS_LATER)) {
            timeline.after(timeline.upTo(WEEKS), name, delivery);
        }
    }

    private void deliver(String id, Message message) {
        boolean[] acknowledged = {false};
        world.anyProcess().ifPresent(process -> process.receive(id, message, () -> acknowledged[0] = true));
        timeline.after(REDELIVERY, "redelivery", () -> {
            if (!acknowledged[0]) {
                deliver(id, message);
            }
        });
    }
}
