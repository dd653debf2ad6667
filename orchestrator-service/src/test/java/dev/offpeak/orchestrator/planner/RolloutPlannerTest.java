package dev.offpeak.orchestrator.planner;

import static dev.offpeak.orchestrator.planner.TestFleet.CATALOG;
import static dev.offpeak.orchestrator.planner.TestFleet.aVm;
import static dev.offpeak.orchestrator.planner.TestFleet.fleet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.offpeak.contracts.PatchMode;
import dev.offpeak.orchestrator.domain.Pace;
import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.regions.Region;
import dev.offpeak.rules.Rule;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.OffPeakWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Collections;
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

    /** As wide batches as the rules allow. */
    private static final Policy WIDE = Policy.DEFAULT.with().pace(Pace.SHORTEST).build();

    @Test
    @Rule("O1")
    @DisplayName("O1: the first phase is small, the next ones grow")
    void firstPhaseIsSmallAndLaterOnesGrow() {
        RolloutPlan plan = plan(eightRegions(), Policy.DEFAULT.with().phases(3).build());

        List<Integer> sizes = plan.phases().stream().map(PhasePlan::vms).toList();
        assertThat(sizes).hasSize(3).isSorted();
        assertThat(plan.phases().get(0).lanes()).hasSize(1);
    }

    @Test
    @Rule("O1")
    @DisplayName("O1: the policy's canary regions come first")
    void canaryRegionsComeFirst() {
        Policy policy = withCanaries(List.of("UK South", "japaneast"));

        RolloutPlan plan = plan(eightRegions().alone(3, "sub-1", "japaneast"), policy);

        assertThat(regionsOf(plan.phases().get(0))).containsExactly("japaneast", "uksouth");
    }

    @Test
    @Rule("O2")
    @DisplayName("O2: two canary regions that are a pair do not share the first phase")
    void pairedCanariesAreKeptApart() {
        RolloutPlan plan = plan(eightRegions(), withCanaries(List.of("uksouth", "ukwest")));

        assertThat(regionsOf(plan.phases().get(0))).containsExactly("uksouth");
        assertSound(plan, eightRegions(), withCanaries(List.of("uksouth", "ukwest")));
    }

    @Test
    @Rule("O2")
    @DisplayName("O2: a pair published in one direction only is kept apart")
    void oneWayPairsAreKeptApart() {
        TestFleet fleet = fleet().alone(4, "sub-1", "brazilsouth").alone(4, "sub-1", "southcentralus");

        RolloutPlan plan = plan(fleet, Policy.DEFAULT.with().phases(1).build());

        assertThat(plan.phases()).hasSize(2);
    }

    @Test
    @Rule("O4")
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
    @Rule("O5")
    @DisplayName("O5: at most 20 % of a subscription's VMs outside sets are in one batch")
    void subscriptionIsSpreadOverBatches() {
        TestFleet fleet = fleet().alone(50, "sub-1", "westeurope").alone(3, "sub-2", "westeurope");

        RolloutPlan plan = plan(fleet, WIDE);

        Map<Integer, Long> perBatch = plan.assignments().stream()
                .filter(slot -> Integer.parseInt(slot.vm().value().substring(6)) < 50)
                .collect(Collectors.groupingBy(Assignment::batch, Collectors.counting()));
        assertThat(perBatch).hasSize(5).allSatisfy((batch, vms) -> assertThat(vms)
                .isEqualTo(10));
        assertSound(plan, fleet, Policy.DEFAULT);
    }

    @Test
    @Rule("O5")
    @DisplayName("O5: VMs outside orchestration count for the share, and get no slot")
    void manualVmsCountButGetNoSlot() {
        TestFleet fleet = fleet().alone(2, "sub-1", "westeurope");
        for (int i = 0; i < 8; i++) {
            fleet.with(aVm("manual-" + i).mode(PatchMode.MANUAL).build());
        }

        RolloutPlan plan = plan(fleet, WIDE);

        assertThat(plan.assignments()).hasSize(2).allSatisfy(slot -> assertThat(slot.batch())
                .isEqualTo(1));
    }

    @Test
    @Rule("O6")
    @DisplayName("O6: a set of nine goes one by one, in nine batches")
    void smallSetGoesOneByOne() {
        RolloutPlan plan = plan(fleet().set(9, 3, "westeurope", "set/a"), Policy.DEFAULT);

        assertThat(plan.assignments()).extracting(Assignment::batch).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    @Rule("O6")
    @DisplayName("O6: a set of fifteen goes one update domain after the other, three at most together")
    void largeSetGoesByUpdateDomain() {
        TestFleet fleet = fleet().set(15, 5, "westeurope", "set/a");

        RolloutPlan plan = plan(fleet, WIDE);

        assertThat(plan.phases().get(0).lanes().get(0).batches()).isEqualTo(5);
        assertSound(plan, fleet, Policy.DEFAULT);
    }

    @Test
    @Rule("O6")
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
    @Rule("I7")
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
        assertThat(nightsOf(9, Duration.ofMinutes(60))).contains(2);
        assertThat(nightsOf(12, Duration.ofMinutes(90))).contains(3);
        assertThat(Nights.batchesIn(Duration.ofHours(1), Policy.DEFAULT)).isZero();
    }

    @Test
    @DisplayName("6 phases of 5 nights do not fit into 30 days, 6 phases of 3 nights do")
    void workedNumbersOfThirtyDays() {
        assertThat(sixPhasesOf(20).forecast().holds()).isFalse();
        assertThat(sixPhasesOf(12).forecast().holds()).isTrue();
    }

    @Test
    @Rule("I2")
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
            assertThat(blame.missedBy())
                    .contains(Duration.between(DEADLINE, forecast.likelyEnd()))
                    .contains(forecast.margin().negated());
        });
    }

    @Test
    @Rule("I2")
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
    @Rule("O9")
    @DisplayName("O9: phases start at least the bake time apart")
    void bakeTimeSeparatesStarts() {
        List<Forecast.PhaseForecast> phases = plan(
                        eightRegions(), Policy.DEFAULT.with().phases(3).build())
                .forecast()
                .phases();

        for (int i = 1; i < phases.size(); i++) {
            assertThat(phases.get(i).startsAt())
                    .isAfterOrEqualTo(phases.get(i - 1).startsAt().plus(Policy.DEFAULT.bakeTime()));
        }
    }

    @Test
    @Rule("I2")
    @DisplayName(
            "I2: sixty regions with zones, sets of 2 to 40 VMs and large subscriptions fit into 30 days with retries")
    void wholeFleetFitsIntoThirtyDays() {
        TestFleet fleet = sixtyRegions();

        RolloutPlan plan = plan(fleet, Policy.DEFAULT);

        assertThat(plan.forecast().phases().stream()
                        .mapToInt(phase -> phase.lanes().size())
                        .sum())
                .isEqualTo(60);
        assertThat(plan.forecast().holds()).isTrue();
        assertThat(plan.forecast().margin())
                .isEqualTo(Duration.between(plan.forecast().likelyEnd(), DEADLINE))
                .isBetween(Duration.ZERO, Duration.ofDays(10));
        assertSound(plan, fleet, Policy.DEFAULT);
    }

    @Test
    @Rule("I2")
    @DisplayName("I2: batches are wider only as far as the deadline requires")
    void batchesAreAsNarrowAsTheDeadlineAllows() {
        TestFleet fleet = eightRegions().alone(200, "sub-1", "westeurope");

        RolloutPlan roomy = plan(fleet, Policy.DEFAULT);
        Instant narrowEnd =
                plan(fleet, Policy.DEFAULT.with().phases(2).build()).forecast().likelyEnd();
        RolloutPlan tight =
                RolloutPlanner.plan(fleet.snapshot(), CATALOG, Policy.DEFAULT, 1, START, narrowEnd.minusSeconds(1));

        assertThat(batchesIn(roomy, "westeurope")).isGreaterThan(batchesIn(tight, "westeurope"));
        assertThat(roomy.phases().size()).isGreaterThan(tight.phases().size());
        assertThat(tight.forecast().holds()).isTrue();
    }

    @Test
    @DisplayName("a zero-day takes the earliest end of all plans, with no phase more than the pairs ask for")
    void zeroDayEndsFirst() {
        TestFleet fleet = sixtyRegions();

        RolloutPlan careful = plan(fleet, Policy.DEFAULT);
        RolloutPlan zeroDay = plan(fleet, Policy.ZERO_DAY);

        assertThat(zeroDay.phases()).hasSize(2);
        assertThat(zeroDay.forecast().likelyEnd()).isBefore(careful.forecast().likelyEnd());
        for (int phases = 2; phases <= 6; phases++) {
            Policy other = Policy.DEFAULT.with().phases(phases).build();
            assertThat(zeroDay.forecast().likelyEnd())
                    .isBeforeOrEqualTo(plan(fleet, other).forecast().likelyEnd());
        }
        assertSound(zeroDay, fleet, Policy.ZERO_DAY);
    }

    @Test
    @Rule("U3")
    @DisplayName("U3: the early ring is through before the others begin, whatever region its VMs are in")
    void ringsTakeTurns() {
        TestFleet fleet = eightRegions()
                .with(aVm("first").in("westeurope").ring(Ring.EARLY).build())
                .with(aVm("last").in("westeurope").ring(Ring.LATE).build())
                .with(aVm("tested").in("eastus").of("sub-test").build());
        Policy policy =
                Policy.DEFAULT.with().rings(Map.of("sub-test", Ring.EARLY)).build();

        RolloutPlan plan = plan(fleet, policy);

        assertThat(plan.phases()).extracting(PhasePlan::ring).isSorted().contains(Ring.EARLY, Ring.DEFAULT, Ring.LATE);
        assertThat(ringOf(plan, "first")).isEqualTo(Ring.EARLY);
        assertThat(ringOf(plan, "tested")).isEqualTo(Ring.EARLY);
        assertThat(ringOf(plan, "last")).isEqualTo(Ring.LATE);
        assertSound(plan, fleet, policy);
    }

    @Test
    @Rule("O5")
    @DisplayName("O5: a subscription too small for its share is an exception, recorded with its reason")
    void exceptionsFromSpreadingAreRecorded() {
        TestFleet fleet = fleet().alone(1, "sub-1", "westeurope")
                .alone(4, "sub-2", "eastus")
                .alone(5, "sub-3", "eastus");

        assertThat(plan(fleet, Policy.DEFAULT).spread())
                .extracting(
                        SpreadException::reason,
                        exception -> exception.examples().get(0))
                .containsExactly(
                        tuple(SpreadException.Reason.ONLY_VM, new SubscriptionRegion("sub-1", "westeurope")),
                        tuple(SpreadException.Reason.FEW_VMS, new SubscriptionRegion("sub-2", "eastus")));
    }

    @Test
    @Rule("U2")
    @DisplayName("U2: every VM is told its earliest and its likely night, on its own clock")
    void everyVmHasItsNights() {
        TestFleet fleet = eightRegions();
        Policy policy = Policy.DEFAULT.with().phases(3).build();
        RolloutPlan plan = plan(fleet, policy);
        FleetSnapshot snapshot = fleet.snapshot();
        Map<String, OffPeakHours> hours =
                fleet.vms().stream().collect(Collectors.toMap(vm -> vm.id().value(), vm -> vm.hours()));

        assertThat(plan.assignments()).hasSize(snapshot.size()).allSatisfy(slot -> {
            OffPeakHours own = hours.get(slot.vm().value());
            VmForecast nights = VmForecast.of(slot, own, plan.phases(), plan.forecast(), policy)
                    .orElseThrow();
            Forecast.PhaseForecast phase = plan.forecast().phases().get(slot.phase() - 1);

            assertThat(own.contains(nights.earliest().start())).isTrue();
            assertThat(nights.earliest().start()).isBetween(phase.earliestStart(), phase.earliestEnd());
            assertThat(nights.likely().start()).isBetween(phase.startsAt(), phase.likelyEnd());
            assertThat(nights.likely().start())
                    .isAfterOrEqualTo(nights.earliest().start());
        });
    }

    @Test
    @Rule("I3")
    @DisplayName("I3: VMs with other off-peak hours in a batch make it last until theirs are over")
    void mixedHoursAreForecastHonestly() {
        OffPeakHours noon =
                new OffPeakHours(new OffPeakWindow(LocalTime.of(11, 0), LocalTime.of(15, 0)), ZoneOffset.UTC);
        TestFleet uniform = fleet().alone(40, "sub-1", "westeurope");
        TestFleet mixed = fleet().alone(40, "sub-1", "westeurope");
        for (int i = 0; i < 40; i++) {
            mixed.with(aVm("noon-" + i).hours(noon).build());
        }

        assertThat(plan(mixed, WIDE).forecast().likelyEnd())
                .isAfter(plan(uniform, WIDE).forecast().likelyEnd().plus(Duration.ofDays(1)));
    }

    @Test
    void emptyFleetHasAnEmptyPlan() {
        RolloutPlan plan = plan(fleet(), Policy.DEFAULT);

        assertThat(plan.phases()).isEmpty();
        assertThat(plan.forecast().holds()).isTrue();
    }

    @Test
    @Rule({"O1", "O2", "O3", "O4", "O5", "O6"})
    @DisplayName("O1 to O6: every plan of any fleet carries a clean certificate and leaves no batch empty")
    void anyFleetGetsASoundPlan() {
        for (long seed = 1; seed <= 200; seed++) {
            FleetSnapshot fleet =
                    TestFleet.any(seed, 1 + (int) (seed * 7 % 300)).snapshot();
            Policy policy = seed % 3 == 0
                    ? Policy.DEFAULT.with().phases(1 + (int) (seed % 7)).build()
                    : Policy.DEFAULT;
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
        FleetSnapshot fleet = TestFleet.any(7, 1_000_000).snapshot();

        RolloutPlan plan = RolloutPlanner.plan(fleet, CATALOG, Policy.DEFAULT, 7, START, DEADLINE);

        assertThat(plan.assignments()).hasSize(fleet.size());
        assertThat(PlanCertificate.of(plan, fleet, CATALOG, Policy.DEFAULT).isSound())
                .isTrue();
    }

    @Test
    @Rule("O6")
    @DisplayName("O6: a VM that joins gets the first batch that keeps the rules, or a new one")
    void joiningVmGetsItsSlot() {
        TestFleet fleet = fleet().set(4, 2, "westeurope", "set/a");
        RolloutPlan plan = plan(fleet, Policy.DEFAULT);
        List<SlotFinder.Occupant> step = plan.assignments().stream()
                .map(slot -> new SlotFinder.Occupant(
                        fleet.vms().stream()
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

    /** DESIGN's fleet: zones, lone VMs and sets of 2 to 40 in each of sixty regions, large subscriptions across all of them. */
    private static TestFleet sixtyRegions() {
        TestFleet fleet = fleet();
        int number = 0;
        for (Region region : CATALOG.all().stream().limit(60).toList()) {
            for (String zone : region.availabilityZones() ? List.of("1", "2", "3") : List.of(Placement.NO_ZONE)) {
                fleet.zone(30, "sub-large", region.name(), zone).zone(7, "sub-" + number % 5, region.name(), zone);
            }
            for (int set = 0; set < 4; set++) {
                int size = 2 + (number * 7 + set * 11) % 39;
                fleet.set(size, 5, region.name(), region.name() + "/set/" + set);
            }
            number++;
        }
        return fleet;
    }

    private static int batchesIn(RolloutPlan plan, String region) {
        return plan.phases().stream()
                .flatMap(phase -> phase.lanes().stream())
                .filter(lane -> lane.region().equals(region))
                .mapToInt(LanePlan::batches)
                .sum();
    }

    private static Ring ringOf(RolloutPlan plan, String vm) {
        int phase = plan.assignments().stream()
                .filter(slot -> slot.vm().value().equals(vm))
                .findFirst()
                .orElseThrow()
                .phase();
        return plan.phases().get(phase - 1).ring();
    }

    private static RolloutPlan sixPhasesOf(int batchesPerLane) {
        TestFleet fleet = fleet();
        for (String region : List.of("westeurope", "eastus", "uksouth", "eastasia", "japaneast", "koreacentral")) {
            for (int i = 0; i < batchesPerLane; i++) {
                fleet.with(aVm(region + i).in(region).set("set/" + region, 0, 9).build());
            }
        }
        return plan(fleet, Policy.DEFAULT.with().phases(6).build());
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

    private static Optional<Integer> nightsOf(int batches, Duration installBudget) {
        OffPeakHours hours = new OffPeakHours(OffPeakWindow.DEFAULT, ZoneOffset.UTC);
        return Nights.nightsFor(Collections.nCopies(batches, Set.of(hours)), START, withBudget(installBudget));
    }

    private static List<String> regionsOf(PhasePlan phase) {
        return phase.lanes().stream().map(LanePlan::region).toList();
    }

    private static Policy withCanaries(List<String> canaries) {
        return Policy.DEFAULT.with().phases(3).canaryRegions(canaries).build();
    }

    private static Policy withBudget(Duration installBudget) {
        return Policy.DEFAULT.with().installBudget(installBudget).build();
    }
}
