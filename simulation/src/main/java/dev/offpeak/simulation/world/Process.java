package dev.offpeak.simulation.world;

import dev.offpeak.contracts.message.Message;
import dev.offpeak.messaging.AtomicWork;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.conductor.Replica;
import dev.offpeak.simulation.memory.MemoryDatabase;
import dev.offpeak.simulation.memory.MemoryTransaction;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One replica of the orchestrator as a process: it crashes and starts anew, stands still and goes on as if nothing had happened,
 * and its clock is wrong. Each of its transactions is an event of its own, so that the others get between any two of them.
 */
final class Process implements AtomicWork {
    private static final Duration LATENCY = Duration.ofMillis(40);
    private static final Duration SLOW = Duration.ofMinutes(10);
    private static final Duration RESTART = Duration.ofMinutes(5);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(6);
    private static final Duration LONGEST_SKEW = Duration.ofSeconds(90);
    private static final Duration DRIVER_PATIENCE = Duration.ofMinutes(2);

    private final World world;
    private final MemoryDatabase database;
    private final Timeline timeline;
    private final Faults faults;
    private final String name;
    private final List<MemoryTransaction> open = new ArrayList<>();
    private Replica replica;
    private int life;
    private boolean alive;
    private boolean looking;
    private boolean lookAgain;
    private Instant stillUntil = Instant.MIN;

    Process(World world, String name) {
        this.world = world;
        this.database = world.database();
        this.timeline = world.timeline();
        this.faults = world.faults();
        this.name = name;
    }

    void start() {
        life++;
        alive = true;
        looking = false;
        lookAgain = false;
        Duration skew = faults.strikes(Fault.CLOCK_SKEWED)
                ? timeline.upTo(LONGEST_SKEW).minus(LONGEST_SKEW.dividedBy(2))
                : Duration.ZERO;
        PlatformClock clock = PlatformClock.reading(() -> timeline.now().plus(skew));
        replica = Replica.over(
                world.ports(), this, world.regions(), clock, World.PATIENCE, world::newActivity, this::wake);
        tick(life);
    }

    boolean isAlive() {
        return alive;
    }

    Replica replica() {
        return replica;
    }

    /** Something happened that this replica heard of. */
    void wake() {
        if (world.isDrivenByEvents()) {
            inThisLife(Duration.ofMillis(5), "wake", this::look);
        }
    }

    private void tick(int born) {
        if (alive && life == born) {
            look();
            timeline.after(world.tick().plus(timeline.upTo(Duration.ofSeconds(5))), name + " tick", () -> tick(born));
        }
    }

    private void look() {
        if (isStill()) {
            return;
        }
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        replica.round().go().subscribe().with(done -> looked(), failure -> looked());
    }

    private void looked() {
        looking = false;
        if (lookAgain) {
            lookAgain = false;
            wake();
        } else if (world.isDrivenByEvents()) {
            int born = life;
            replica.conductor()
                    .nextDue()
                    .filter(at -> at.isAfter(timeline.now()))
                    .ifPresent(at -> {
                        if (world.isNextDue(at)) {
                            timeline.at(at.plusSeconds(1), name + " due", () -> {
                                if (alive && life == born) {
                                    look();
                                }
                            });
                        }
                    });
        }
    }

    /** Takes a message; tells when its effect is committed, and nothing when it never is. */
    void receive(String messageId, Message message, Runnable acknowledge) {
        inTransaction(transaction -> database.receive((MemoryTransaction) transaction, messageId)
                        ? replica.intake().take(message, transaction)
                        : Uni.createFrom().voidItem())
                .subscribe()
                .with(
                        done -> {
                            acknowledge.run();
                            wake();
                        },
                        failure -> {});
    }

    @Override
    public <T> Uni<T> inTransaction(Function<Transaction, Uni<T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            Duration latency = faults.strikes(Fault.SLOW_DATABASE) ? timeline.upTo(SLOW) : timeline.upTo(LATENCY);
            inThisLife(latency, "transaction", () -> run(work, emitter));
        });
    }

    private <T> void run(Function<Transaction, Uni<T>> work, UniEmitter<? super T> emitter) {
        if (faults.strikes(Fault.REPLICA_PAUSED)) {
            standStill();
            inThisLife(Duration.ZERO, "transaction", () -> run(work, emitter));
            return;
        }
        MemoryTransaction transaction = database.begin();
        open.add(transaction);
        int born = life;
        Uni.createFrom()
                .deferred(() -> work.apply(transaction))
                .subscribe()
                .with(
                        item -> {
                            if (life == born && alive) {
                                commit(transaction, item, work, emitter);
                            }
                        },
                        failure -> {
                            if (life == born && alive) {
                                rollBack(transaction);
                                emitter.fail(failure);
                            }
                        });
    }

    private <T> void commit(
            MemoryTransaction transaction, T item, Function<Transaction, Uni<T>> work, UniEmitter<? super T> emitter) {
        if (!transaction.isOpen()) {
            open.remove(transaction);
            emitter.fail(new IllegalStateException("The connection broke before the commit."));
        } else if (faults.strikes(Fault.CRASH_BEFORE_COMMIT)) {
            crash();
        } else if (faults.strikes(Fault.SERIALIZATION_FAILURE)) {
            rollBack(transaction);
            inThisLife(timeline.upTo(LATENCY), "transaction again", () -> run(work, emitter));
        } else {
            transaction.commit();
            open.remove(transaction);
            world.committed();
            if (faults.strikes(Fault.CRASH_AFTER_COMMIT)) {
                crash();
            } else if (faults.strikes(Fault.COMMIT_UNKNOWN)) {
                emitter.fail(new IllegalStateException("The connection broke while it committed."));
            } else {
                emitter.complete(item);
            }
        }
    }

    private void rollBack(MemoryTransaction transaction) {
        open.remove(transaction);
        if (transaction.isOpen()) {
            transaction.rollBack();
        }
    }

    /** Longer than its sessions are kept: the server undoes what was under way, and the process knows nothing of it. */
    private void standStill() {
        stillUntil = timeline.now().plus(timeline.upTo(LONGEST_PAUSE)).plus(DRIVER_PATIENCE);
        List.copyOf(open).forEach(this::rollBack);
    }

    private void crash() {
        alive = false;
        List.copyOf(open).forEach(this::rollBack);
        timeline.after(timeline.upTo(RESTART), name + " starts", this::start);
    }

    private boolean isStill() {
        return timeline.now().isBefore(stillUntil);
    }

    private void inThisLife(Duration delay, String what, Runnable step) {
        int born = life;
        timeline.after(delay, name + " " + what, () -> {
            if (alive && life == born) {
                if (isStill()) {
                    timeline.at(stillUntil, name + " goes on", () -> {
                        if (alive && life == born) {
                            step.run();
                        }
                    });
                } else {
                    step.run();
                }
            }
        });
    }
}
