package dev.offpeak.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@code bench beside}: what is left of one release for a few VMs, alone and while another release goes to all the others. Both
 * rollouts are planned for the whole fleet; VMs that are the other one's are marked as succeeded before they begin.
 */
final class BesideBench {
    private static final String POLICY = """
            {"zeroDay":true,"phases":1,"maxSubscriptionShare":1.0}""";

    private static final double SLOWER = 1.5;
    private static final int UNDER_WAY = 300;

    private static final List<String> NOTES = List.of(
            "time: from the request that lets the small rollout begin until its last VM has succeeded; its guests answer at once.",
            "beside: the large rollout gives orders all the while, in other regions; its guests are still installing at the end.",
            "peer: with hawkBit 1.0.4 a rollout of 2,000 targets waits 35 times longer behind a large one.");

    private BesideBench() {}

    static BenchMain.Found run(Testbed testbed, RolloutOptions options, int small, Consumer<String> progress)
            throws IOException {
        List<String> regions = OpenFleet.regions();
        List<String> ofSmall = regions.subList(0, 2);
        progress.accept("writing " + (options.vms() + small) + " VMs");
        OpenFleet.load(testbed, small, ofSmall);
        OpenFleet.load(testbed, options.vms(), regions.subList(2, regions.size()));
        VmRows.propagate(testbed);
        RolloutsClient client = new RolloutsClient(testbed);
        String inSmall = "region in ('" + String.join("', '", ofSmall) + "')";
        List<Double> alone = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        try (Guests guests = Guests.connect(testbed)) {
            for (int round = 0; round <= options.rounds(); round++) {
                double timeAlone = small(testbed, client, guests, inSmall);
                String large = prepared(testbed, client, "not (" + inSmall + ")");
                client.act(large, "resume");
                guests.awaitArrived(guests.arrived() + Math.min(UNDER_WAY, options.vms() / 20));
                double timeBeside = small(testbed, client, guests, inSmall);
                int before = guests.arrived();
                client.act(large, "cancel");
                progress.accept("round " + round + ": alone " + timeAlone + " s, beside " + timeBeside + " s, with "
                        + before + " orders given");
                guests.answerAtOnce(order -> true);
                guests.answer(guests.takeOpen());
                testbed.awaitNothing("in_flight");
                // The first one meets a service that has just started.
                if (round > 0) {
                    alone.add(timeAlone);
                    beside.add(timeBeside);
                    ratios.add(timeBeside / timeAlone);
                }
            }
        }
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put(small + " VMs alone, s", PlanBench.text(alone));
        figures.put(small + " VMs beside " + options.vms() + ", s", PlanBench.text(beside));
        return new BenchMain.Found(
                Map.of(),
                Map.of(),
                figures,
                List.of(new Target(
                        "a small rollout beside a large one (peer 35)",
                        Spread.of(ratios),
                        SLOWER,
                        false,
                        "times as long")),
                NOTES);
    }

    /** Seconds that a rollout to the few takes. */
    private static double small(Testbed testbed, RolloutsClient client, Guests guests, String inSmall) {
        String rollout = prepared(testbed, client, inSmall);
        guests.answerAtOnce(order -> order.rolloutId().equals(rollout));
        long begun = System.nanoTime();
        client.act(rollout, "resume");
        client.await("the end", "select state = 'Completed' from rollout where id = '" + rollout + "'");
        return (System.nanoTime() - begun) / 1e9;
    }

    /** A rollout that is planned and paused, with nothing left to do but for those VMs. */
    private static String prepared(Testbed testbed, RolloutsClient client, String whose) {
        String rollout = client.publish(POLICY);
        client.act(rollout, "pause");
        client.awaitPlan(rollout);
        testbed.query(
                "update assignment set state = 'Succeeded', hold = null, hold_sentence = null, held_since = null where rollout_id = '"
                        + rollout + "' and not (" + whose + ")");
        testbed.query("vacuum analyze assignment");
        return rollout;
    }
}
