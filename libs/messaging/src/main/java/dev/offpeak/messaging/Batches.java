package dev.offpeak.messaging;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * A channel whose messages are taken many at a time: all that have come while earlier ones were being committed are the next batch, so
 * that one that comes alone waits for nobody, and a thousand a second share their commits.
 *
 * <ol>
 *   <li>Asks the channel for as many messages as it may hold; each that is done with makes room for another one.
 *   <li>Two loops take what is there, up to {@link #MOST} each: one reads while the other one waits for the disk.
 *   <li>A batch that fails is taken apart: each message alone, so that one bad message spoils nobody else's; those that fail alone, too,
 *       are delivered again.
 *   <li>While the database is away, and when a loop's step is given up, its messages go back to the front.
 * </ol>
 */
final class Batches implements Flow.Subscriber<Message<String>> {
    static final int MOST = 256;
    private static final int HELD = 3 * MOST;
    private static final int LOOPS = 2;
    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final Logger LOG = Logger.getLogger(Batches.class);

    private final Deque<Message<String>> waiting = new ConcurrentLinkedDeque<>();
    private final List<Tick> loops = new ArrayList<>();
    private final Function<List<String>, Uni<Void>> together;
    private final Function<String, Uni<Void>> alone;
    private volatile Flow.Subscription subscription;

    /**
     * @param together takes these bodies, in one transaction
     * @param alone takes one
     */
    Batches(Ticks ticks, String queue, Function<List<String>, Uni<Void>> together, Function<String, Uni<Void>> alone) {
        this.together = together;
        this.alone = alone;
        for (int i = 0; i < LOOPS; i++) {
            loops.add(ticks.every(PERIOD, "Taking messages from " + queue, this::step));
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscribed) {
        subscription = subscribed;
        subscribed.request(HELD);
    }

    @Override
    public void onNext(Message<String> message) {
        waiting.add(message);
        loops.forEach(Tick::wake);
    }

    /** The channel tries again by itself, for ever: a stream that ends is the end of the process. */
    @Override
    public void onError(Throwable failure) {
        LOG.errorf(failure, "A channel of messages has failed for good");
    }

    @Override
    public void onComplete() {
        loops.forEach(Tick::stop);
    }

    private Uni<Void> step() {
        Deque<Message<String>> taken = new ArrayDeque<>();
        while (taken.size() < MOST) {
            Message<String> next = waiting.poll();
            if (next == null) {
                break;
            }
            taken.add(next);
        }
        if (taken.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return handle(taken)
                .onFailure()
                .invoke(() -> putBack(taken))
                .onCancellation()
                .invoke(() -> putBack(taken));
    }

    private Uni<Void> handle(Deque<Message<String>> taken) {
        return together.apply(taken.stream().map(Message::getPayload).toList())
                .invoke(() -> {
                    for (Message<String> message = taken.poll(); message != null; message = taken.poll()) {
                        done(message.ack());
                    }
                })
                .onFailure(failure -> !Failures.isOutage(failure))
                .recoverWithUni(() -> eachAlone(taken));
    }

    private Uni<Void> eachAlone(Deque<Message<String>> taken) {
        if (taken.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Message<String> first = taken.peek();
        return alone.apply(first.getPayload())
                .invoke(() -> done(taken.remove().ack()))
                .onFailure()
                .recoverWithUni(failure -> {
                    done(taken.remove().nack(failure));
                    return Uni.createFrom().voidItem();
                })
                .chain(() -> eachAlone(taken));
    }

    private void putBack(Deque<Message<String>> taken) {
        for (Message<String> last = taken.pollLast(); last != null; last = taken.pollLast()) {
            waiting.addFirst(last);
        }
    }

    /** An answer that does not reach the broker makes it deliver the message again, and that changes nothing. */
    private void done(CompletionStage<Void> answered) {
        answered.whenComplete((nothing, failure) -> {
            if (failure != null) {
                LOG.debugf(failure, "The broker was not told that a message is done with");
            }
            subscription.request(1);
        });
    }
}
