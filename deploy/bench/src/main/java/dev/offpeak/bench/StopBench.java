package dev.offpeak.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** {@code bench stop}: a pause and a stop of everything, each while orders are given as fast as they can be. */
final class StopBench {
    private static final String POLICY = """
            {"zeroDay":true,"phases":1,"maxSubscriptionShare":1.0}""";

    private static final double STOP_MILLIS = 100;
    /** Orders that are waited for before each stop, at most, so that the next one meets others that are being given. */
    private static final int UNDER_WAY = 300;
    /** If an order came after this, it would be one too many. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(2);

    private static final List<String> NOTES = List.of(
            "answered: from the request until its answer. Last order: from the request until the last order that was committed, by"
                    + " the moment at which the database granted its slot; looked at two seconds later.",
            "peer: hawkBit 1.0.4 takes 415 s to stop a rollout of 100,000 targets, on the same kind of machine.");

    private StopBench() {}

    static BenchMain.Found run(Testbed testbed, RolloutOptions options, Consumer<String> progress) throws IOException {
        progress.accept("writing " + options.vms() + " VMs");
        OpenFleet.load(testbed, options.vms());
        RolloutsClient client = new RolloutsClient(testbed);
        int orders = Math.min(UNDER_WAY, options.vms() / (8 * options.rounds()));
        try (Guests guests = Guests.connect(testbed)) {
            guests.answerAtOnce(order -> true);
            String rollout = client.publish(POLICY);
            client.awaitPlan(rollout);
            List<Double> pauses = new ArrayList<>();
            List<Double> lastAfterPause = new ArrayList<>();
            List<Double> stops = new ArrayList<>();
            List<Double> lastAfterStop = new ArrayList<>();
            for (int round = 1; round <= options.rounds(); round++) {
                measure(testbed, guests, orders, () -> client.act(rollout, "pause"), pauses, lastAfterPause);
                client.act(rollout, "resume");
                measure(testbed, guests, orders, client::stopEverything, stops, lastAfterStop);
                client.releaseStop();
                progress.accept(String.format(
                        Locale.ROOT,
                        "round %d of %d: pause %.0f ms, stop of everything %.0f ms, after %d orders",
                        round,
                        options.rounds(),
                        pauses.get(round - 1),
                        stops.get(round - 1),
                        guests.arrived()));
            }
            client.act(rollout, "cancel");
            Map<String, String> figures = new LinkedHashMap<>();
            figures.put("orders given meanwhile", Integer.toString(guests.arrived()));
            return new BenchMain.Found(
                    Map.of(),
                    Map.of(),
                    figures,
                    List.of(
                            target("pause, answered (peer 415,000)", pauses),
                            target("pause, last order", lastAfterPause),
                            target("stop of everything, answered", stops),
                            target("stop of everything, last order", lastAfterStop)),
                    NOTES);
        }
    }

    private static Target target(String what, List<Double> millis) {
        return new Target(what, Spread.of(millis), STOP_MILLIS, false, "ms");
    }

    private static void measure(
            Testbed testbed,
            Guests guests,
            int orders,
            Supplier<RolloutsClient.Answer> stop,
            List<Double> answered,
            List<Double> lastOrder) {
        guests.awaitArrived(guests.arrived() + orders);
        Instant asked = Instant.now();
        answered.add(stop.get().took().toNanos() / 1e6);
        Testbed.pause(AFTERWARDS);
        Instant last = testbed.query("select max(real_at) from in_flight_history where event = 'Claimed'")
                .get(0)
                .getOffsetDateTime(0)
                .toInstant();
        lastOrder.add(Math.max(0, Duration.between(asked, last).toNanos() / 1e6));
    }
}
