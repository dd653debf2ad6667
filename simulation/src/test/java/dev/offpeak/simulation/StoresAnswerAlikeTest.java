package dev.offpeak.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.FeatureState;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.message.InstallationEnded;
import dev.offpeak.contracts.message.InstallationProgressed;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.contracts.message.VmHealthChanged;
import dev.offpeak.contracts.message.VmHealthObserved;
import dev.offpeak.contracts.message.VmSnapshot;
import dev.offpeak.embedded.TestServers;
import dev.offpeak.messaging.AtomicWork;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.ExternalWord;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.InstallationState;
import dev.offpeak.orchestrator.domain.PlatformStop;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.domain.WithdrawnPatch;
import dev.offpeak.orchestrator.planner.Advance;
import dev.offpeak.orchestrator.planner.Assignment;
import dev.offpeak.orchestrator.planner.RolloutPlanner;
import dev.offpeak.orchestrator.store.NewHold;
import dev.offpeak.orchestrator.store.NewOrder;
import dev.offpeak.orchestrator.store.Ports;
import dev.offpeak.orchestrator.store.Release;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.Slot;
import dev.offpeak.orchestrator.store.Waiting;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.simulation.memory.MemoryDatabase;
import dev.offpeak.simulation.memory.MemoryTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of the ports, held to both of their stores at once: whatever is asked of them in whatever order, the one in memory
 * answers as PostgreSQL does. Else what is simulated is not what runs.
 */
class StoresAnswerAlikeTest {
    private static final Instant START = Instant.parse("2026-10-13T23:00:00Z");
    private static final RegionCatalog REGIONS = RegionCatalog.builtIn();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int STEPS = 100;
    private static final List<String> PLACES = List.of("westeurope", "northeurope", "uksouth");
    private static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";

    private static Vertx vertx;

    private final MemoryDatabase memory = new MemoryDatabase(REGIONS, Instant::now);
    private final AtomicWork inMemory = this::inMemory;
    private final List<String> activities = new ArrayList<>();
    private final Map<String, Long> versions = new HashMap<>();
    private SplittableRandom random;
    private Ports postgresPorts;
    private AtomicWork postgres;
    private Ports memoryPorts;
    private Instant now = START;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void closeVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void whateverIsAsked(long seed) {
        random = new SplittableRandom(seed);
        memoryPorts = memory.ports();
        postgresPorts = Ports.ofPostgres(REGIONS);
        String database = TestServers.freshDatabase("alike");
        String url = TestServers.postgres().jdbcUrl(database);
        Flyway.configure()
                .dataSource(
                        url,
                        TestServers.postgres().user(),
                        TestServers.postgres().password())
                .load()
                .migrate();
        Pool pool = Pool.newInstance(PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(TestServers.postgres().reactiveUrl(database))
                        .setUser(TestServers.postgres().user())
                        .setPassword(TestServers.postgres().password()))
                .using(vertx)
                .build());
        postgres =
                Transactions.withoutRelay(io.vertx.mutiny.core.Vertx.newInstance(vertx), pool, "orchestrator-service");
        try {
            begin();
            for (int step = 0; step < STEPS; step++) {
                now = now.plusSeconds(60);
                anything();
                lookAround();
            }
        } finally {
            pool.closeAndAwait();
        }
    }

    private void begin() {
        both((ports, transaction) -> ports.holds().storePairs(transaction, REGIONS.pairs()));
        for (int i = 0; i < 14; i++) {
            change("vm" + (10 + i));
        }
        both((ports, transaction) -> ports.fleet()
                .apply(
                        transaction,
                        new ProviderRegistered(
                                SUBSCRIPTION,
                                "Microsoft.Compute",
                                1,
                                Map.of("InGuestAutoPatchVMPreview", FeatureState.REGISTERED),
                                now)));
        for (String name : List.of("one", "two")) {
            Release release = new Release(
                    name, START, START, START.plus(Duration.ofDays(30)), 7, Policy.DEFAULT, START, "rollout-" + name);
            both((ports, transaction) -> ports.rollouts().publish(transaction, release));
            both((ports, transaction) -> ports.plans().fleet(transaction).chain(fleet -> ports.plans()
                    .write(
                            transaction,
                            release.rolloutId(),
                            RolloutPlanner.plan(fleet, REGIONS, Policy.DEFAULT, 7, START, release.deadline()),
                            Baseline.NONE,
                            START)));
            both((ports, transaction) ->
                    ports.plans().advance(transaction, release.rolloutId(), new Advance.StartPhase(1), START));
            move(release.rolloutId(), RolloutState.IN_PROGRESS);
        }
    }

    private void anything() {
        String rollout = random.nextBoolean() ? "rollout-one" : "rollout-two";
        String vm = "vm" + (10 + random.nextInt(16));
        String activity = activities.isEmpty() ? "none" : activities.get(random.nextInt(activities.size()));
        switch (random.nextInt(18)) {
            case 0, 1, 2, 3 -> order(rollout);
            case 4 -> change(vm);
            case 5 -> {
                VmHealthChanged changed = new VmHealthChanged(vm, version(vm), health(), now, Optional.empty(), "seen");
                both((ports, transaction) -> ports.fleet().apply(transaction, changed));
            }
            case 6 ->
                both((ports, transaction) -> ports.installations()
                        .progressed(
                                transaction,
                                new InstallationProgressed(
                                        vm, activity, 1, now, now, List.of(), RebootStatus.NOT_NEEDED)));
            case 7, 8 -> both((ports, transaction) -> ports.installations().ended(transaction, ended(vm, activity)));
            case 9, 10 -> {
                HealthVerdict verdict = health();
                both((ports, transaction) -> ports.installations()
                        .observed(
                                transaction,
                                new VmHealthObserved(vm, activity, verdict, now, Optional.empty(), "watched")));
            }
            case 11, 12 -> conclude(activity);
            case 13 -> both((ports, transaction) -> ports.installations().holdSet(transaction, vm, now, "ill"));
            case 14 ->
                both((ports, transaction) -> ports.waiters()
                        .update(transaction, rollout, Map.of(new VmId(vm), now), List.of(new VmId("vm11"))));
            case 15 -> movePlan(rollout);
            case 16 -> rarely(rollout, vm);
            default ->
                both((ports, transaction) -> ports.dispatches()
                        .hold(
                                transaction,
                                rollout,
                                List.of(new NewHold(
                                        vm, HoldReason.ZONE_BUSY, "busy", Optional.of(now.plusSeconds(600)))),
                                now));
        }
    }

    private void rarely(String rollout, String vm) {
        switch (random.nextInt(8)) {
            case 0 -> {
                VmDeleted deleted = new VmDeleted(vm, version(vm), now, "/" + vm);
                both((ports, transaction) -> ports.fleet().apply(transaction, deleted));
            }
            case 1 -> move(rollout, random.nextBoolean() ? RolloutState.PAUSED : RolloutState.IN_PROGRESS);
            case 2 ->
                both((ports, transaction) ->
                        ports.stops().stop(transaction, new PlatformStop(now, "somebody", "to be sure")));
            case 3 -> both((ports, transaction) -> ports.stops().release(transaction));
            case 4 -> both((ports, transaction) -> ports.dispatches().tryFailedAnew(transaction, rollout, now));
            case 5 ->
                both((ports, transaction) -> ports.rollouts()
                        .fence(transaction, rollout)
                        .chain(fenced -> ports.rollouts()
                                .withdraw(
                                        transaction,
                                        fenced.orElseThrow(),
                                        List.of(new WithdrawnPatch("KB1", "breaks", now)))));
            case 6 -> both((ports, transaction) -> ports.holds().releaseHold(transaction, vm));
            default -> both((ports, transaction) -> ports.rollouts().voidOrders(transaction));
        }
    }

    private void lookAround() {
        for (String rollout : List.of("rollout-one", "rollout-two")) {
            both((ports, transaction) -> ports.rollouts().find(transaction, rollout));
            both((ports, transaction) -> ports.rollouts().mayDispatch(transaction, rollout, 1));
            both((ports, transaction) -> ports.plans().read(transaction, rollout));
            both((ports, transaction) -> ports.plans().newcomers(transaction, rollout));
            both((ports, transaction) -> ports.plans().occupants(transaction, rollout, PLACES));
            both((ports, transaction) ->
                    ports.dispatches().tallies(transaction, rollout).map(Set::copyOf));
            waiting(rollout);
            both((ports, transaction) ->
                    ports.waiters().ofOthers(transaction, rollout, START.plus(Duration.ofDays(26))));
            both((ports, transaction) -> ports.evidence().failedPatches(transaction, rollout));
        }
        both((ports, transaction) -> ports.rollouts().active(transaction));
        both((ports, transaction) -> ports.dispatches().inFlight(transaction));
        both((ports, transaction) -> ports.dispatches().heldSets(transaction));
        both((ports, transaction) -> ports.dispatches()
                .outsideSets(
                        transaction,
                        PLACES.subList(0, 2).stream()
                                .map(region -> new SubscriptionRegion(SUBSCRIPTION, region))
                                .collect(Collectors.toSet())));
        both((ports, transaction) -> ports.stops().current(transaction));
        both((ports, transaction) -> ports.evidence().baseline(transaction, START.plusSeconds(1)));
        both((ports, transaction) -> ports.installations().overdue(transaction, now, Duration.ofDays(1)));
    }

    /** Orders a few of those that wait in one region, at random and whatever the plan says. */
    private void order(String rollout) {
        Optional<Rollout> found = both((ports, transaction) -> ports.rollouts().find(transaction, rollout));
        List<Waiting> waiting = waiting(rollout);
        String region = PLACES.get(random.nextInt(PLACES.size()));
        List<NewOrder> orders = new ArrayList<>();
        for (Waiting one : waiting) {
            FleetVm vm = one.candidate().vm();
            if (vm.placement().region().equals(region) && random.nextInt(3) > 0) {
                String activity = "activity" + (1000 + activities.size() + orders.size());
                orders.add(new NewOrder(
                        vm, 5, 1 + random.nextInt(3), activity, now.plusSeconds(3600), now.plusSeconds(7200)));
            }
        }
        if (orders.isEmpty()) {
            return;
        }
        orders.forEach(order -> activities.add(order.activityId()));
        List<String> slots = both((ports, transaction) -> ports.dispatches()
                .takeSlots(transaction, rollout, region, orders, now)
                .chain(taken -> {
                    List<Slot> granted = taken.stream()
                            .filter(slot -> slot.order().isPresent())
                            .toList();
                    return granted.isEmpty()
                            ? Uni.createFrom().item(taken)
                            : ports.dispatches()
                                    .record(transaction, found.orElseThrow(), region, orders, granted, now)
                                    .replaceWith(taken);
                })
                // Who holds the slot is said in words that the store alone knows.
                .map(taken -> taken.stream()
                        .map(slot -> slot.vmId() + " " + slot.order().isPresent() + " " + slot.refused())
                        .toList()));
        assertThat(slots).hasSameSizeAs(orders);
    }

    /** But for who backs off: that ends by the machine's clock, which moves on between the two answers. */
    private List<Waiting> waiting(String rollout) {
        both((ports, transaction) ->
                ports.dispatches().waitingInTurn(transaction, rollout).map(StoresAnswerAlikeTest::withoutBackingOff));
        return both((ports, transaction) ->
                ports.dispatches().waiting(transaction, rollout).map(StoresAnswerAlikeTest::withoutBackingOff));
    }

    private static List<Waiting> withoutBackingOff(List<Waiting> waiting) {
        return waiting.stream()
                .map(one -> new Waiting(one.candidate(), one.hold(), one.until(), one.waitingSince(), false))
                .toList();
    }

    private void conclude(String activity) {
        InstallationState state = List.of(
                        InstallationState.SUCCEEDED,
                        InstallationState.COMPLETED_WITH_WARNINGS,
                        InstallationState.FAILED,
                        InstallationState.REFUSED)
                .get(random.nextInt(4));
        Optional<WireError> error = state == InstallationState.FAILED || state == InstallationState.REFUSED
                ? Optional.of(new WireError("Failed", "it did"))
                : Optional.empty();
        both((ports, transaction) -> ports.installations()
                .lockOpen(transaction, activity)
                .chain(open -> open.isEmpty()
                        ? ports.installations().countLate(transaction, activity)
                        : ports.installations().conclude(transaction, open.get(), state, error, now)));
    }

    private void movePlan(String rollout) {
        int phase = 1 + random.nextInt(3);
        String region = PLACES.get(random.nextInt(PLACES.size()));
        Advance advance =
                switch (random.nextInt(4)) {
                    case 0 -> new Advance.OpenBatch(phase, region, 1, 2);
                    case 1 -> new Advance.StartPhase(phase);
                    case 2 -> new Advance.CompleteLane(phase, region);
                    default -> new Advance.CompletePhase(phase);
                };
        both((ports, transaction) -> ports.plans().advance(transaction, rollout, advance, now));
        both((ports, transaction) ->
                ports.plans().say(transaction, rollout, phase, new ExternalWord(true, "tests", "green", now)));
        Assignment slot = new Assignment(new VmId("vm24"), phase, "uksouth", 1, "1", 1 + random.nextInt(4));
        both((ports, transaction) -> ports.plans().extend(transaction, rollout, slot, Ring.DEFAULT));
        both((ports, transaction) -> ports.plans().assign(transaction, rollout, List.of(), now));
    }

    private void move(String rollout, RolloutState next) {
        both((ports, transaction) -> ports.rollouts()
                .fence(transaction, rollout)
                .chain(fenced ->
                        ports.rollouts().move(transaction, fenced.orElseThrow(), next, Optional.empty(), now)));
    }

    private void change(String vm) {
        int number = Integer.parseInt(vm.substring(2));
        boolean inSet = number % 3 == 0;
        VmSnapshot snapshot = new VmSnapshot(
                "/" + vm,
                SUBSCRIPTION,
                "tests",
                vm,
                PLACES.get(number % 2 == 0 ? 0 : 1 + number % 4 / 2),
                inSet ? Optional.empty() : Optional.of("1"),
                inSet ? Optional.of("set-" + number % 2) : Optional.empty(),
                inSet ? Optional.of(number % 4 / 2) : Optional.empty(),
                0,
                OsType.WINDOWS,
                Optional.empty(),
                Optional.empty(),
                PatchMode.AUTOMATIC_BY_PLATFORM,
                AssessmentMode.IMAGE_DEFAULT,
                RebootSetting.IF_REQUIRED,
                random.nextInt(5) == 0 ? PowerState.DEALLOCATED : PowerState.RUNNING,
                true,
                List.of(),
                Optional.of("1.0.0"),
                true,
                health(),
                Map.of());
        long version = version(vm);
        both((ports, transaction) -> ports.fleet().apply(transaction, new VmChanged(vm, version, now, snapshot)));
    }

    /** Usually the next one; now and then one that is out of date. */
    private long version(String vm) {
        return random.nextInt(6) == 0 ? 1 : versions.merge(vm, 1L, Long::sum);
    }

    private HealthVerdict health() {
        return HealthVerdict.values()[random.nextInt(HealthVerdict.values().length)];
    }

    private InstallationEnded ended(String vm, String activity) {
        return new InstallationEnded(
                vm,
                activity,
                2,
                PatchOperationStatus.SUCCEEDED,
                Optional.of(now),
                now,
                List.of(),
                RebootStatus.COMPLETED,
                false,
                Optional.empty(),
                Optional.empty());
    }

    /** Asks both the same and answers with what both answered. */
    private <T> T both(BiFunction<Ports, Transaction, Uni<T>> question) {
        T real = postgres.inTransaction(transaction -> question.apply(postgresPorts, transaction))
                .await()
                .atMost(PATIENCE);
        T simulated = inMemory.inTransaction(transaction -> question.apply(memoryPorts, transaction))
                .await()
                .atMost(PATIENCE);
        assertThat(simulated).isEqualTo(real);
        return real;
    }

    private <T> Uni<T> inMemory(Function<Transaction, Uni<T>> work) {
        MemoryTransaction transaction = memory.begin();
        return work.apply(transaction).invoke(transaction::commit);
    }
}
