package dev.offpeak.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.offpeak.time.PlatformClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Follows a rollout until nothing about it can change any more, and shows how far it is. */
final class RolloutWatch {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(700);
    private static final Set<String> OVER = Set.of("Completed", "CompletedWithWarnings", "Canceled");
    /** Reasons that no passing of time ends by itself in this demonstration: nobody changes modes or repairs guests. */
    private static final Set<String> FOR_GOOD =
            Set.of("PatchMode", "FeatureNotRegistered", "NotEnabled", "AgentNotReady", "PeerUnhealthy");

    private static final int TRIES_ENOUGH = 3;
    private static final int BAR = 30;

    private final Arm arm;
    private final PlatformClock clock;
    private final Screen screen;
    private final Instant giveUpAt;
    private final String rollout;

    RolloutWatch(Arm arm, PlatformClock clock, Screen screen, Instant giveUpAt, String rolloutId) {
        this.arm = arm;
        this.clock = clock;
        this.screen = screen;
        this.giveUpAt = giveUpAt;
        this.rollout = "/rollouts/" + rolloutId;
    }

    /** How each VM stood when nothing could change any more, or when time was up. */
    record Outcome(String state, int phases, List<JsonNode> vms, boolean inTime) {}

    Outcome follow() {
        int phasesDone = 0;
        while (true) {
            JsonNode now = arm.get(rollout).expect(200).body();
            show(now);
            phasesDone = sayPhases(now, phasesDone);
            String state = now.path("state").asText();
            boolean late = Instant.now().isAfter(giveUpAt);
            boolean mayBeOver = allPhasesDone(now) && now.at("/vms/InFlight").asInt() == 0;
            if (OVER.contains(state) || state.equals("Halted") || late || mayBeOver) {
                List<JsonNode> vms = arm.list(rollout + "/vms");
                if (OVER.contains(state) || state.equals("Halted") || late || nothingCanChange(vms)) {
                    return new Outcome(state, now.path("phases").size(), vms, !late);
                }
            }
            Arm.pause(BETWEEN_LOOKS);
        }
    }

    private int sayPhases(JsonNode now, int said) {
        int done = said;
        for (JsonNode phase : now.path("phases")) {
            if (phase.path("number").asInt() > said
                    && phase.path("state").asText().equals("Completed")) {
                List<String> regions = new ArrayList<>();
                phase.path("regions")
                        .forEach(region -> regions.add(region.path("region").asText()));
                screen.say("Phase " + phase.path("number").asInt() + " is through: " + String.join(", ", regions)
                        + "; it is " + Journey.time(clock.now()) + ".");
                done = phase.path("number").asInt();
            }
        }
        return done;
    }

    private static boolean allPhasesDone(JsonNode now) {
        for (JsonNode phase : now.path("phases")) {
            if (!phase.path("state").asText().equals("Completed")) {
                return false;
            }
        }
        return now.path("phases").size() > 0;
    }

    private static boolean nothingCanChange(List<JsonNode> vms) {
        return vms.stream().allMatch(vm -> {
            String state = vm.path("state").asText();
            return state.equals("Succeeded")
                    || FOR_GOOD.contains(vm.at("/hold/reason").asText())
                    || state.equals("Failed") && vm.path("attempts").asInt() >= TRIES_ENOUGH;
        });
    }

    private void show(JsonNode now) {
        List<String> held = new ArrayList<>();
        now.path("held").properties().forEach(reason -> held.add(reason.getKey() + " " + reason.getValue()));
        String headline = "Rollout " + now.path("state").asText() + ", " + Journey.time(clock.now()) + ": "
                + counts(now.path("vms"))
                + (held.isEmpty() ? "" : "; held: " + String.join(", ", held)) + ".";
        List<String> details = new ArrayList<>();
        for (JsonNode phase : now.path("phases")) {
            details.add("      phase " + phase.path("number").asInt() + "  "
                    + phase.path("state").asText());
            for (JsonNode region : phase.path("regions")) {
                details.add(String.format(
                        "        %-14s %s %s",
                        region.path("region").asText(), bar(region.path("vms")), counts(region.path("vms"))));
            }
        }
        screen.show(headline, details);
    }

    private static String counts(JsonNode vms) {
        return vms.path("Succeeded").asInt() + " of " + vms.path("total").asInt() + " patched, "
                + vms.path("InFlight").asInt() + " in flight, "
                + vms.path("Failed").asInt() + " failed";
    }

    private static String bar(JsonNode vms) {
        int total = Math.max(1, vms.path("total").asInt());
        int done = BAR * vms.path("Succeeded").asInt() / total;
        int flying = Math.min(BAR - done, (BAR * vms.path("InFlight").asInt() + total - 1) / total);
        return "[" + "#".repeat(done) + ">".repeat(flying) + ".".repeat(BAR - done - flying) + "]";
    }
}
