package dev.offpeak.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.offpeak.demo.verify.Journal;
import dev.offpeak.demo.verify.RuleReport;
import dev.offpeak.demo.verify.Verifier;
import dev.offpeak.local.Platform;
import dev.offpeak.local.PlatformState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * The demonstration, on a platform that runs already.
 *
 * <ol>
 *   <li>The journey over plain HTTP, through the gateway: features, provider, fleet, enablement, an assessment, the release.
 *   <li>Beside it, the machine it runs on is enrolled and assessed.
 *   <li>The rollout is followed to its end.
 *   <li>What the guests wrote down is checked against compute's topology, and everything is added up.
 * </ol>
 */
final class Demo {
    /** When the month's patches come out. */
    static final Instant PATCH_TUESDAY = Instant.parse("2026-11-10T17:00:30Z");

    /** The day before: a fleet is created while it is day in all regions, and enabled in the night that follows. */
    static final Instant STARTS_AT = Instant.parse("2026-11-09T10:00:00Z");

    static final Duration BAKE_TIME = Duration.ofHours(24);

    private static final double ENOUGH = 0.95;

    private static final Duration VIEWS_FOLLOW = Duration.ofSeconds(30);

    /** How fast time runs while the fleet is created: minutes of the machine must not be days of the platform. */
    private static final double WHILE_CREATING = 60;

    private final DemoOptions options;
    private final Platform platform;
    private final Screen screen;
    private final Instant begun;
    private final Arm arm;

    Demo(DemoOptions options, Platform platform, Screen screen, Instant begun) {
        this.options = options;
        this.platform = platform;
        this.screen = screen;
        this.begun = begun;
        this.arm = new Arm(platform.httpUrl(), Optional.empty());
    }

    /**
     * @throws DemoFailure when a step could not be done
     * @throws IOException when the guests' journal can't be read
     */
    Summary run() throws IOException {
        Instant giveUpAt = begun.plus(options.patience());
        Journey journey = new Journey(options, arm, platform.clock(), screen, giveUpAt);
        platform.limitClock(WHILE_CREATING);
        journey.registerFeatures();
        journey.showRefusal();
        journey.propagate();
        CompletableFuture<OwnMachine.Finding> own = CompletableFuture.supplyAsync(this::ownMachine);
        journey.createFleet();
        platform.limitClock(options.clockSpeed());
        journey.awaitEnablement();
        journey.assess();
        String rollout = journey.publish();
        Instant published = platform.clock().now();
        RolloutWatch.Outcome outcome = new RolloutWatch(arm, platform.clock(), screen, giveUpAt, rollout).follow();
        Instant ended = platform.clock().now();
        screen.say("The rollout is at its end; checking what the guests saw.");

        Topology topology = settled(outcome.vms());
        List<RuleReport> rules = new Verifier(options.phases(), DemoRegion.pairs())
                .check(Journal.read(platform.folder().fleet().resolve("journal.jsonl")), topology.vms());
        return summary(outcome, topology, rules, own.join(), Duration.between(published, ended));
    }

    /** The topology, once the instance views show what the rollout knows: they follow it by a message. */
    private Topology settled(List<JsonNode> vms) {
        Instant giveUpAt = Instant.now().plus(VIEWS_FOLLOW);
        while (true) {
            Topology topology = Topology.read(arm);
            boolean follow = vms.stream()
                    .filter(vm -> vm.path("state").asText().equals("Succeeded"))
                    .allMatch(vm -> "Succeeded"
                            .equals(topology.installations().get(vm.path("vmId").asText())));
            if (follow || Instant.now().isAfter(giveUpAt)) {
                return topology;
            }
            Arm.pause(Duration.ofSeconds(1));
        }
    }

    private OwnMachine.Finding ownMachine() {
        if (!options.ownMachine()) {
            return new OwnMachine.Finding("Own machine left out, as asked for.", Optional.empty(), Optional.empty());
        }
        try (OwnMachine machine = new OwnMachine(platform, arm)) {
            OwnMachine.Finding finding = machine.assess();
            screen.say(finding.line());
            return finding;
        }
    }

    private Summary summary(
            RolloutWatch.Outcome outcome,
            Topology topology,
            List<RuleReport> rules,
            OwnMachine.Finding own,
            Duration virtual) {
        int eligible = 0;
        int patched = 0;
        int failed = 0;
        Map<String, Integer> held = new TreeMap<>();
        List<String> unaccounted = new ArrayList<>();
        for (JsonNode vm : outcome.vms()) {
            String shown = topology.installations().getOrDefault(vm.path("vmId").asText(), "");
            boolean tried = vm.path("attempts").asInt() > 0;
            String reason = vm.at("/hold/reason").asText();
            if (vm.path("state").asText().equals("Succeeded") && shown.equals("Succeeded")) {
                patched++;
            } else if (vm.path("state").asText().equals("Failed") && shown.equals("Failed")) {
                failed++;
            } else if (!tried && !reason.isEmpty()) {
                held.merge(reason, 1, Integer::sum);
            } else {
                unaccounted.add(vm.path("name").asText() + " ("
                        + vm.path("state").asText() + ", its instance view says '" + shown + "')");
            }
            eligible += tried || reason.isEmpty() ? 1 : 0;
        }
        PlatformState state = platform.state();
        int restarts = state.processes().stream()
                .mapToInt(PlatformState.Running::restarts)
                .sum();
        return new Summary(
                topology.vms().size(),
                eligible,
                patched,
                failed,
                held,
                unaccounted,
                outcome.phases(),
                outcome.state(),
                virtual.toMinutes() / (24 * 60.0),
                Duration.between(begun, Instant.now()).toSeconds(),
                rules,
                restarts,
                own.line(),
                own.criticalAndSecurity(),
                own.others(),
                missing(outcome, eligible, patched, unaccounted, topology, rules));
    }

    private List<String> missing(
            RolloutWatch.Outcome outcome,
            int eligible,
            int patched,
            List<String> unaccounted,
            Topology topology,
            List<RuleReport> rules) {
        List<String> missing = new ArrayList<>();
        if (!outcome.inTime()) {
            missing.add("The time limit came before the rollout's end.");
        }
        if (outcome.state().equals("Halted")) {
            missing.add("The rollout halted: GET /rollouts shows the evidence.");
        }
        int seen = outcome.vms().size();
        if (topology.vms().size() != options.vms() || seen != options.vms()) {
            missing.add("Of " + options.vms() + " VMs, compute has "
                    + topology.vms().size() + " and the rollout " + seen + ".");
        }
        if (!unaccounted.isEmpty()) {
            missing.add(unaccounted.size() + " VMs reached no end: "
                    + String.join(", ", unaccounted.subList(0, Math.min(10, unaccounted.size()))) + ".");
        }
        double enough = options.failureRate() == 0 ? 1 : ENOUGH;
        if (eligible == 0 || patched < enough * eligible) {
            missing.add(patched + " of " + eligible + " eligible VMs were patched, too few.");
        }
        for (RuleReport rule : rules) {
            if (!rule.violations().isEmpty()) {
                missing.add("Rule " + rule.rule() + " was broken.");
            } else if (!rule.isProven()) {
                missing.add("Rule " + rule.rule() + " was never put to the test.");
            }
        }
        return missing;
    }
}
