package dev.offpeak.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.time.PlatformClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The journey of a user, over plain HTTP: from the preview features to a published release. Each step says what it saw. */
final class Journey {
    static final String COMPUTE_VERSION = "?api-version=2020-12-01";

    private static final String FEATURES_VERSION = "?api-version=2015-12-01";
    private static final String RESOURCES_VERSION = "?api-version=2021-04-01";
    private static final List<String> FEATURES = List.of("InGuestAutoPatchVMPreview", "InGuestPatchVMPreview");
    private static final Duration SHORTLY = Duration.ofMillis(200);
    private static final Duration NIGHTS_FOR_ENABLEMENT = Duration.ofHours(60);
    private static final int ENOUGH_MISSING = 12;

    private final DemoOptions options;
    private final Arm arm;
    private final PlatformClock clock;
    private final Screen screen;
    private final Instant giveUpAt;
    private final List<DemoVm> fleet;

    Journey(DemoOptions options, Arm arm, PlatformClock clock, Screen screen, Instant giveUpAt) {
        this.options = options;
        this.arm = arm;
        this.clock = clock;
        this.screen = screen;
        this.giveUpAt = giveUpAt;
        this.fleet = DemoFleet.of(options);
    }

    /** Registers the preview features; they take effect only with {@link #propagate()}. */
    void registerFeatures() {
        for (String subscription : DemoFleet.SUBSCRIPTIONS) {
            for (String feature : FEATURES) {
                arm.post(feature(subscription, feature) + "/register" + FEATURES_VERSION, Optional.empty())
                        .expect(200);
            }
        }
        waitUntil("the preview features are registered", () -> DemoFleet.SUBSCRIPTIONS.stream()
                .flatMap(subscription -> FEATURES.stream().map(feature -> feature(subscription, feature)))
                .allMatch(feature -> state(arm.get(feature + FEATURES_VERSION), "/properties/state")
                        .equals("Registered")));
        screen.say("Features " + String.join(" and ", FEATURES) + ": Registering, then Registered.");
    }

    /** Shows that a registered feature has no effect before it is propagated (rule F4). */
    void showRefusal() {
        DemoVm vm = fleet.stream()
                .filter(candidate -> candidate.set().isEmpty())
                .findFirst()
                .orElseThrow();
        createGroups();
        Arm.Answer refused = arm.put(vm.id() + COMPUTE_VERSION, VmBodies.vm(vm));
        if (refused.status() < 400 || refused.status() > 499) {
            throw new DemoFailure("A VM in AutomaticByPlatform was accepted before the feature was propagated: "
                    + refused.status() + " " + refused.body());
        }
        screen.say("A VM in AutomaticByPlatform is refused before propagation: " + refused.status() + " "
                + refused.body().at("/error/code").asText() + ".");
    }

    /** Propagates the features to Microsoft.Compute. */
    void propagate() {
        for (String subscription : DemoFleet.SUBSCRIPTIONS) {
            arm.post(provider(subscription) + "/register" + RESOURCES_VERSION, Optional.empty())
                    .expect(200);
        }
        waitUntil("Microsoft.Compute is registered", () -> DemoFleet.SUBSCRIPTIONS.stream()
                .allMatch(
                        subscription -> state(arm.get(provider(subscription) + RESOURCES_VERSION), "/registrationState")
                                .equals("Registered")));
        screen.say("Provider Microsoft.Compute: Registered; compute and assessment have taken the features over.");
    }

    private void createGroups() {
        fleet.stream().map(DemoVm::group).distinct().forEach(group -> {
            DemoRegion region = DemoRegion.of(group.substring(group.lastIndexOf("demo-") + 5));
            arm.put(group + RESOURCES_VERSION, VmBodies.location(region)).expect(200, 201);
        });
    }

    /** Creates availability sets and VMs, and waits until compute has finished them. */
    void createFleet() {
        Map<String, DemoRegion> sets = new LinkedHashMap<>();
        fleet.forEach(vm -> vm.setId().ifPresent(set -> sets.put(set, vm.region())));
        InParallel.map(List.copyOf(sets.entrySet()), set -> arm.put(
                        set.getKey() + COMPUTE_VERSION, VmBodies.availabilitySet(set.getValue()))
                .expect(200, 201));
        Progress created = new Progress(fleet.size(), "VMs created");
        InParallel.map(fleet, vm -> {
            arm.put(vm.id() + COMPUTE_VERSION, VmBodies.vm(vm)).expect(200, 201);
            screen.show(created.another(), List.of());
            return vm;
        });
        waitUntil("every VM is provisioned", () -> listed().stream()
                .allMatch(vm -> vm.at("/properties/provisioningState").asText().equals("Succeeded")));
        screen.say(fleet.size() + " VMs stand in " + options.regions() + " regions, " + sets.size()
                + " availability sets and " + DemoFleet.SUBSCRIPTIONS.size() + " subscriptions.");
    }

    private List<JsonNode> listed() {
        List<JsonNode> vms = new ArrayList<>();
        for (String subscription : DemoFleet.SUBSCRIPTIONS) {
            vms.addAll(arm.list(provider(subscription) + "/virtualMachines" + COMPUTE_VERSION));
        }
        return vms;
    }

    /**
     * Waits until the patch extension and a first assessment stand in the instance views, off-peak by off-peak (rule E4), for
     * two nights at most: who is not enabled by then is held by the rollout with that reason.
     */
    void awaitEnablement() {
        Instant enough = clock.now().plus(NIGHTS_FOR_ENABLEMENT);
        List<DemoVm> missing = new ArrayList<>(fleet);
        while (!missing.isEmpty() && clock.now().isBefore(enough)) {
            // A few that are missing are enough to know that it is not over; all are asked again only towards the end.
            List<DemoVm> asked = List.copyOf(missing);
            int stillMissing = 0;
            for (int from = 0; from < asked.size() && stillMissing < ENOUGH_MISSING; from += ENOUGH_MISSING) {
                List<DemoVm> some = asked.subList(from, Math.min(asked.size(), from + ENOUGH_MISSING));
                List<Boolean> enabled = InParallel.map(some, this::isEnabled);
                for (int i = 0; i < some.size(); i++) {
                    if (enabled.get(i)) {
                        missing.remove(some.get(i));
                    } else {
                        stillMissing++;
                    }
                }
            }
            screen.show(
                    "Waiting for the patch extension and a first assessment of every VM, off-peak; it is "
                            + time(clock.now()) + ".",
                    List.of());
            pauseWithin(missing.isEmpty() ? Duration.ZERO : Duration.ofSeconds(1), "enablement");
        }
        screen.say("Enabled off-peak: " + (fleet.size() - missing.size()) + " of " + fleet.size()
                + " VMs have the patch extension and a first assessment.");
    }

    private boolean isEnabled(DemoVm vm) {
        JsonNode view = arm.get(vm.id() + COMPUTE_VERSION + "&$expand=instanceView")
                .expect(200)
                .body()
                .at("/properties/instanceView");
        return view.path("extensions").size() > 0
                && view.at("/patchStatus/availablePatchSummary/status").asText().equals("Succeeded");
    }

    /** Assesses one VM on demand and waits for the answer (rule A2). */
    void assess() {
        DemoVm vm = fleet.get(0);
        JsonNode result =
                arm.follow(askForAssessment(arm, vm.id()), giveUpAt).expect(200).body();
        screen.say(
                "assessPatches of " + vm.name() + ": " + result.path("status").asText() + ", "
                        + result.path("criticalAndSecurityPatchCount").asInt() + " critical and security patches, "
                        + result.path("otherPatchCount").asInt() + " others.");
    }

    static Arm.Answer askForAssessment(Arm arm, String vmId) {
        return arm.post(vmId + "/assessPatches" + COMPUTE_VERSION, Optional.empty());
    }

    /** Waits for the month's patches to come out, publishes the release, and answers its rollout's id. */
    String publish() {
        while (clock.now().isBefore(Demo.PATCH_TUESDAY)) {
            screen.show("Waiting for the month's patches; it is " + time(clock.now()) + ".", List.of());
            pauseWithin(SHORTLY, "the month's patches");
        }
        ObjectNode release = Arm.JSON.createObjectNode().put("name", "2026-11").put("seed", options.seed());
        release.putObject("policy")
                .put("phases", options.phases())
                .put("bakeTime", Demo.BAKE_TIME.toString())
                .put("maxFailedShare", options.maxFailedShare())
                .put("installBudget", "PT1H")
                .put("pace", "Shortest");
        JsonNode published =
                arm.post("/releases", Optional.of(release)).expect(201).body();
        screen.say("Release 2026-11 is published; it is " + time(clock.now()) + " on the platform.");
        return published.path("rolloutId").asText();
    }

    /** A platform instant, for people. */
    static String time(Instant instant) {
        return instant.toString().substring(0, 16).replace('T', ' ') + " UTC";
    }

    private void waitUntil(String what, BooleanSupplier check) {
        while (!check.getAsBoolean()) {
            pauseWithin(SHORTLY, what);
        }
    }

    private void pauseWithin(Duration pause, String what) {
        if (Instant.now().isAfter(giveUpAt)) {
            throw new DemoFailure("The time limit came before this: " + what + ".");
        }
        Arm.pause(pause);
    }

    private static String state(Arm.Answer answer, String path) {
        return answer.expect(200).body().at(path).asText();
    }

    private static String provider(String subscription) {
        return "/subscriptions/" + subscription + "/providers/Microsoft.Compute";
    }

    private static String feature(String subscription, String feature) {
        return "/subscriptions/" + subscription + "/providers/Microsoft.Features/providers/Microsoft.Compute/features/"
                + feature;
    }

    /** Counts up from several threads. */
    private static final class Progress {
        private final int all;
        private final String what;
        private int done;

        private Progress(int all, String what) {
            this.all = all;
            this.what = what;
        }

        private synchronized String another() {
            done++;
            return done + " of " + all + " " + what + ".";
        }
    }
}
