package dev.offpeak.orchestrator.planner;

import static dev.offpeak.orchestrator.planner.TestFleet.CATALOG;
import static dev.offpeak.orchestrator.planner.TestFleet.aVm;
import static dev.offpeak.orchestrator.planner.TestFleet.fleet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.contracts.PatchMode;
import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RolloutPlannerTest {
    private static final Instant START = Instant.parse("2026-11-10T18:00:00Z");
    private static final Instant DEADLINE = START.plus(Duration.ofDays(30));

    @Test
    @DisplayName("O1: the first phase is small, the next ones grow")
    void firstPhaseIsSmallAndLaterOnesGrow() {
        RolloutPlan plan = plan(eightRegions(), Policy.DEFAULT.withPhases(3));

        List<Integer> sizes = plan.phases().stream().map(PhasePlan::vms).toList();
        assertThat(sizes).hasSize(3).isSorted();
        assertThat(plan.phases().get(0).lanes()).hasSize(1);
    }

    @Test
    @DisplayName("O1: the policy's canary regions come first")
    void canaryRegionsComeFirst() {
        Policy policy = withCanaries(List.of("UK South", "japaneast"));

        RolloutPlan plan = plan(eightRegions().alone(3, "sub-1", "japaneast"), policy);

        assertThat(regionsOf(plan.phases().get(0))).containsExactly("japaneast", "uksouth");
    }

    @Test
    @DisplayName("O2: two canary regions that are a pair do not share the first phase")
    void pairedCanariesAreKeptApart() {
        RolloutPlan plan = plan(eightRegions(), withCanaries(List.of("uksouth", "ukwest")));

        assertThat(regionsOf(plan.phases().get(0))).containsExactly("uksouth");
        assertSound(plan, eightRegions(), withCanaries(List.of("uksouth", "ukwest")));
    }

    @Test
    @DisplayName("O2: a pair published in one direction only is kept apart")
    void oneWayPairsAreKeptApart() {
        TestFleet fleet = fleet().alone(4, "sub-1", "brazilsouth").alone(4, "sub-1", "southcentralus");

        RolloutPlan plan = plan(fleet, Policy.DEFAULT.withPhases(1));

        assertThat(plan.phases()).hasSize(2);
    }

    @Test
    @DisplayName("O4: the zones of a region take turns, VMs without a zone in a turn of their own")
    void zonesTakeTurns() {
        TestFleet fleet = fleet();
        for (String zone : List.of("1", "2", "3", Placement.NO_ZONE)) {
            fleet.zone(6, "sub-1", "westeurope", zone);
        }

        RolloutPlan plan = plan(fleet, Policy.DEFAULT);

        LanePlan lane = plan.phases().get(0).lanes().get(0);
        assertThat(lane.steps()).extracting(StepPlan::number).containsExactly(1, 2, 3, 4);
        assertThat(lane.steps()).extracting(StepPlan::zone).containsExactlyInAnyOrder("1", "2", "3", "-");
        assertSound(plan, fleet, Policy.DEFAULT);
    }

    @Test
    @DisplayName("O5: at most 20 % of a subscription's VMs outside sets are in one batch")
    void subscriptionIsSpreadOverBatches() {
        TestFleet fleet = fleet().alone(50, "sub-1", "westeurope").alone(3, "sub-2", "westeurope");

        RolloutPlan plan = plan(fleet, Policy.DEFAULT);

        Map<Integer, Long> perBatch = plan.assignments().stream()
                .filter(slot -> Integer.parseInt(slot.vm().value().substring(6)) < 50)
                .collect(Collectors.groupingBy(Assignment::batch, Collectors.counting()));
        assertThat(perBatch).hasSize(5).allSatisfy((batch, vms) -> assertThat(vms)
                .isEqualTo(10));
        assertSound(plan, fleet, Policy.DEFAULT);
    }

    @Test
    @DisplayName("O5: VMs outside orchestration count for the share, and get no slot")
    void manualVmsCountButGetNoSlot() {
        TestFleet fleet = fleet().alone(2, "sub-1", "westeurope");
        for (int i = 0; i < 8; i++) {
            fleet.with(aVm("manual-" + i).mode(PatchMode.MANUAL).build());
        }

        RolloutPlan plan = plan(fleet, Policy.DEFAULT);

        assertThat(plan.assignments()).hasSize(2).allSatisfy(slot -> assertThat(slot.batch())
                .isEqualTo(1));
    }

    @Test
    @DisplayName("O6: a set of nine goes one by one, in nine batches")
    void smallSetGoesOneByOne() {
        RolloutPlan plan = plan(fleet().set(9, 3, "westeurope", "set/a"), Policy.DEFAULT);

        assertThat(plan.assignments()).extracting(Assignment::batch).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    @DisplayName("O6: a set of fifteen goes one update domain after the other, three at most together")
    void largeSetGoesByUpdateDomain() {
        TestFleet fleet = fleet().set(15, 5, "westeurope", "set/a");

        RolloutPlan plan = plan(fleet, Policy.DEFAULT);

        assertThat(plan.phases().get(0).lanes().get(0).batches()).isEqualTo(5);
        assertSound(plan, fleet, Policy.DEFAULT);
    }

    @Test
    @DisplayName("O6: different sets of one region go side by side")
    void setsGoSideBySide() {
        TestFleet fleet = fleet();
        for (int i = 0; i < 20; i++) {
            fleet.set(4, 2, "westeurope", "set/" + i);
        }

        RolloutPlan plan = plan(fleet, Policy.DEFAULT);

        assertThat(plan.phases().get(0).lanes().get(0).batches()).isEqualTo(4);
    }

    @Test
    @DisplayName("I7: another release, another order; the same release, the same plan")
    void orderVariesWithTheSeedOnly() {
        TestFleet fleet = eightRegions();
        RolloutPlan december = RolloutPlanner.plan(fleet.snapshot(), CATALOG, Policy.DEFAULT, 12, START, DEADLINE);

        Set<List<Assignment>> others = new HashSet<>();
        for (long seed = 1; seed <= 5; seed++) {
            others.add(RolloutPlanner.plan(fleet.snapshot(), CATALOG, Policy.DEFAULT, seed, START, DEADLINE)
                    .assignments());
        }

        assertThat(others).hasSize(5).doesNotContain(december.assignments());
        assertThat(RolloutPlanner.plan(fleet.shuffled(99), CATALOG, Policy.DEFAULT, 12, START, DEADLINE))
                .isEqualTo(december);
    }

    @Test
    @DisplayName("a night of 8 h has 4 batches of 90 + 30 min and 5 of 60 + 30")
    void workedNumbersOfANight() {
        Duration night = Duration.ofHours(8);

        assertThat(Nights.batchesIn(night, Policy.DEFAULT)).isEqualTo(4);
        assertThat(Nights.batchesIn(night, withBudget(Duration.ofMinutes(60)))).isEqualTo(5);
        assertThat(Nights.nightsFor(9, night, withBudget(Duration.ofMinutes(60))))
                .isEqualTo(2);
        assertThat(Nights.batchesIn(Duration.ofHours(1), Policy.DEFAULT)).isZero();
    }

    @Test
    @DisplayName("6 phases of 5 nights do not fit into 30 days, 6 phases of 3 nights do")
    void workedNumbersOfThirtyDays() {
        assertThat(sixPhasesOf(20).forecast().holds()).isFalse();
        assertThat(sixPhasesOf(12).forecast().holds()).isTrue();
    }

    @Test
    @DisplayName("I2: a plan that can't keep its deadline names the lane to blame")
    void hopelessPlanNamesTheLane() {
        TestFleet fleet = fleet().alone(3, "sub-1", "northeurope");
        for (int i = 0; i < 160; i++) {
            fleet.with(aVm("crowd-" + i).set("set/big", 0, 9).build());
        }

        Forecast forecast = plan(fleet, Policy.DEFAULT).forecast();

        assertThat(forecast.holds()).isFalse();
        assertThat(forecast.toBlame()).hasValueSatisfying(blame -> {
            assertThat(blame.region()).isEqualTo("westeurope");
            assertThat(blame.nights()).isEqualTo(40);
            assertThat(blame.why()).contains("160 batches");
        });
    }

    @Test
    @DisplayName("I2: the planner takes fewer phases when many do not fit into the deadline")
    void phasesAreAsManyAsTheDeadlineAllows() {
        TestFleet fleet = fleet();
        for (String region : EIGHT) {
            for (int i = 0; i < 24; i++) {
                fleet.with(aVm(region + i).in(region).set("set/" + region, 0, 9).build());
            }
        }

        RolloutPlan plan = plan(fleet, Policy.DEFAULT);

        assertThat(plan.phases().size()).isBetween(2, 4);
        assertThat(plan.forecast().holds()).isTrue();
    }

    @Test
    @DisplayName("O9: phases start at least the bake time apart")
    void bakeTimeSeparatesStarts() {
        List<Forecast.PhaseForecast> phases =
                plan(eightRegions(), Policy.DEFAULT.withPhases(3)).forecast().phases();

        for (int i = 1; i < phases.size(); i++) {
            assertThat(phases.get(i).startsAt())
                    .isAfterOrEqualTo(phases.get(i - 1).startsAt().plus(Policy.DEFAULT.bakeTime()));
        }
    }

    @Test
    void emptyFleetHasAnEmptyPlan() {
        RolloutPlan plan = plan(fleet(), Policy.DEFAULT);

        assertThat(plan.phases()).isEmpty();
        assertThat(plan.forecast().holds()).isTrue();
    }

    @Test
    @DisplayName("O1 to O6: every plan of any fleet carries a clean certificate and leaves no batch empty")
    void anyFleetGetsASoundPlan() {
        for (long seed = 1; seed <= 200; seed++) {
            FleetSnapshot fleet = TestFleet.any(seed, 1 + (int) (seed * 7 % 300));
            Policy policy = seed % 3 == 0 ? Policy.DEFAULT.withPhases(1 + (int) (seed % 7)) : Policy.DEFAULT;
            RolloutPlan plan = RolloutPlanner.plan(fleet, CATALOG, policy, seed, START, DEADLINE);

            assertThat(PlanCertificate.of(plan, fleet, CATALOG, policy).violations())
                    .as("seed %d", seed)
                    .isEmpty();
            assertNoBatchIsEmpty(plan, seed);
        }
    }

    @Test
    @DisplayName("a million VMs in sixty regions are planned")
    void aMillionVmsArePlanned() {
        FleetSnapshot fleet = TestFleet.any(7, 1_000_000);

        RolloutPlan plan = RolloutPlanner.plan(fleet, CATALOG, Policy.DEFAULT, 7, START, DEADLINE);

        long orchestrated =
                fleet.vms().stream().filter(vm -> vm.isOrchestrated()).count();
        assertThat(plan.assignments()).hasSize((int) orchestrated);
        assertThat(PlanCertificate.of(plan, fleet, CATALOG, Policy.DEFAULT).isSound())
                .isTrue();
    }

    @Test
    @DisplayName("O6: a VM that joins gets the first batch that keeps the rules, or a new one")
    void joiningVmGetsItsSlot() {
        TestFleet fleet = fleet().set(4, 2, "westeurope", "set/a");
        RolloutPlan plan = plan(fleet, Policy.DEFAULT);
        List<SlotFinder.Occupant> step = plan.assignments().stream()
                .map(slot -> new SlotFinder.Occupant(
                        fleet.snapshot().vms().stream()
                                .filter(vm -> vm.id().equals(slot.vm()))
                                .findFirst()
                                .orElseThrow()
                                .placement(),
                        slot.batch()))
                .toList();

        Assignment inSet = SlotFinder.slotFor(
                aVm("new-1").set("set/a", 0, 5).build(), plan.phases(), 1, step, 1, CATALOG, Policy.DEFAULT);
        Assignment alone = SlotFinder.slotFor(aVm("new-2").build(), plan.phases(), 3, step, 1, CATALOG, Policy.DEFAULT);
        Assignment newZone = SlotFinder.slotFor(
                aVm("new-3").zone("2").build(), plan.phases(), 1, List.of(), 1, CATALOG, Policy.DEFAULT);
        Assignment pair = SlotFinder.slotFor(
                aVm("new-4").in("northeurope").build(), plan.phases(), 1, List.of(), 1, CATALOG, Policy.DEFAULT);

        assertThat(inSet.batch()).isEqualTo(5);
        assertThat(alone.batch()).isEqualTo(3);
        assertThat(newZone.step()).isEqualTo(2);
        assertThat(pair.phase()).isEqualTo(2);
    }

    private static final List<String> EIGHT =
            List.of("westeurope", "northeurope", "eastus", "westus", "southeastasia", "eastasia", "uksouth", "ukwest");

    private static TestFleet eightRegions() {
        TestFleet fleet = fleet();
        for (String region : EIGHT) {
            fleet.alone(8, "sub-1", region).set(6, 3, region, "set/" + region);
        }
        return fleet;
    }

    private static RolloutPlan sixPhasesOf(int batchesPerLane) {
        TestFleet fleet = fleet();
        for (String region : List.of("westeurope", "eastus", "uksouth", "eastasia", "japaneast", "koreacentral")) {
            for (int i = 0; i < batchesPerLane; i++) {
                fleet.with(aVm(region + i).in(region).set("set/" + region, 0, 9).build());
            }
        }
        return plan(fleet, Policy.DEFAULT.withPhases(6));
    }

    private static RolloutPlan plan(TestFleet fleet, Policy policy) {
        return RolloutPlanner.plan(fleet.snapshot(), CATALOG, policy, 1, START, DEADLINE);
    }

    private static void assertSound(RolloutPlan plan, TestFleet fleet, Policy policy) {
        assertThat(PlanCertificate.of(plan, fleet.snapshot(), CATALOG, policy).violations())
                .isEmpty();
    }

    private static void assertNoBatchIsEmpty(RolloutPlan plan, long seed) {
        Set<String> used = plan.assignments().stream()
                .map(slot -> slot.region() + "/" + slot.step() + "/" + slot.batch())
                .collect(Collectors.toSet());
        int planned = plan.phases().stream()
                .flatMap(phase -> phase.lanes().stream())
                .mapToInt(LanePlan::batches)
                .sum();
        assertThat(used).as("seed %d", seed).hasSize(planned);
    }

    private static List<String> regionsOf(PhasePlan phase) {
        return phase.lanes().stream().map(LanePlan::region).toList();
    }

    private static Policy withCanaries(List<String> canaries) {
        Policy base = Policy.DEFAULT;
        return new Policy(
                Optional.of(3),
                base.bakeTime(),
                base.maxFailedShare(),
                base.runLength(),
                base.installBudget(),
                base.verification(),
                base.maxSubscriptionShare(),
                base.maxSetShare(),
                base.deadline(),
                canaries,
                base.rebootAllowance());
    }

    private static Policy withBudget(Duration installBudget) {
        Policy base = Policy.DEFAULT;
        return new Policy(
                base.phases(),
                base.bakeTime(),
                base.maxFailedShare(),
                base.runLength(),
                installBudget,
                base.verification(),
                base.maxSubscriptionShare(),
                base.maxSetShare(),
                base.deadline(),
                base.canaryRegions(),
                base.rebootAllowance());
    }
}
