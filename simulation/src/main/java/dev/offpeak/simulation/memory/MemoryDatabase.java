package dev.offpeak.simulation.memory;

import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.VmSnapshot;
import dev.offpeak.orchestrator.domain.AuditEntry;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.NamedExclusion;
import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.PlatformStop;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.store.Dispatches;
import dev.offpeak.orchestrator.store.Installations;
import dev.offpeak.orchestrator.store.PlanRows;
import dev.offpeak.orchestrator.store.Plans;
import dev.offpeak.orchestrator.store.Ports;
import dev.offpeak.orchestrator.store.Release;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.Rollouts;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.regions.RegionPair;
import dev.offpeak.regions.TimeZones;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.OffPeakWindow;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The orchestrator's tables, and the clock of the machine they are on. */
public final class MemoryDatabase {
    final Table<String, VmRow> vms = new Table<>();
    final Table<String, HealthRow> healths = new Table<>();
    final Table<String, PropagationRow> propagations = new Table<>();
    final Table<String, Release> releases = new Table<>();
    final Table<String, Rollout> rollouts = new Table<>();
    final Table<String, PlanRows> plans = new Table<>();
    final Table<String, AssignmentRow> assignments = new Table<>();
    final Table<String, InstallationRow> installations = new Table<>();
    final Table<String, FlightRow> inFlight = new Table<>();
    final Table<String, HoldRow> setHolds = new Table<>();
    final Table<String, RegionPair> pairs = new Table<>();
    final Table<String, PlatformStop> stops = new Table<>();
    final Table<String, NamedExclusion> exclusions = new Table<>();
    final Table<Long, AuditEntry> audit = new Table<>();
    final Table<Long, Message> outbox = new Table<>();
    final Table<String, Boolean> inbox = new Table<>();

    private final RegionCatalog regions;
    private final Supplier<Instant> realNow;
    private final Map<String, MemoryTransaction> claims = new HashMap<>();
    private final Map<String, OffPeakHours> hours = new HashMap<>();
    private long messages;
    private long orders;
    private long changes;

    /**
     * An empty one.
     *
     * @param realNow the clock of the database's machine
     */
    public MemoryDatabase(RegionCatalog regions, Supplier<Instant> realNow) {
        this.regions = regions;
        this.realNow = realNow;
    }

    /** A new transaction. */
    public MemoryTransaction begin() {
        return new MemoryTransaction(this);
    }

    /** The conductor's ports onto it. */
    public Ports ports() {
        return ports(
                new MemoryRollouts(this),
                new MemoryPlans(this),
                new MemoryDispatches(this, new MemoryInterlocks(this, Optional.empty())),
                new MemoryInstallations(this));
    }

    /** Ports that break a rule. */
    public Ports ports(Breach breach) {
        return ports(
                new BreachedRollouts(this, breach),
                new BreachedPlans(this, breach),
                new BreachedDispatches(this, new MemoryInterlocks(this, breach.ignored()), breach),
                new BreachedInstallations(this, breach));
    }

    private Ports ports(Rollouts rollouts, Plans plans, Dispatches dispatches, Installations installations) {
        return new Ports(
                rollouts,
                plans,
                dispatches,
                installations,
                new MemoryWaiters(this),
                new MemoryEvidence(this),
                new MemoryExclusions(this),
                new NobodyToNotify(),
                new MemoryFleet(this),
                new MemoryHolds(this),
                new MemoryStops(this),
                new MemoryAudit(this));
    }

    /** Notes the receipt of a message. Answers false when it was received before. */
    public boolean receive(MemoryTransaction transaction, String messageId) {
        if (inbox.has(messageId)) {
            return false;
        }
        inbox.put(transaction, messageId, true);
        return true;
    }

    /** Takes a message that was sent off the outbox. */
    public void sent(MemoryTransaction transaction, long message) {
        outbox.remove(transaction, message);
    }

    /** Messages that are to be sent, oldest first. */
    public Table<Long, Message> outbox() {
        return outbox;
    }

    public Table<String, FlightRow> inFlight() {
        return inFlight;
    }

    public Table<String, InstallationRow> installations() {
        return installations;
    }

    public Table<String, AssignmentRow> assignments() {
        return assignments;
    }

    public Table<String, Rollout> rollouts() {
        return rollouts;
    }

    public Table<String, PlanRows> plans() {
        return plans;
    }

    public Table<String, HoldRow> setHolds() {
        return setHolds;
    }

    public Table<String, VmRow> vms() {
        return vms;
    }

    /** Whether everything is stopped. */
    public boolean isStopped() {
        return !stops.isEmpty();
    }

    /** The assignments of one rollout, by VM. */
    public Map<String, AssignmentRow> assignmentsOf(String rolloutId) {
        return assignments.between(rolloutId + "/", rolloutId + "0");
    }

    Instant realNow() {
        return realNow.get();
    }

    long nextMessage() {
        return ++messages;
    }

    long nextOrder() {
        return ++orders;
    }

    long nextChange() {
        return ++changes;
    }

    /** Whether the transaction has, or gets, the lock of that name until it ends. */
    boolean tryLock(String name, MemoryTransaction transaction) {
        transaction.requireOpen();
        return claims.computeIfAbsent(name, free -> transaction) == transaction;
    }

    void unlock(MemoryTransaction transaction) {
        claims.values().removeIf(holder -> holder == transaction);
    }

    boolean isInSet(VmRow vm, String set) {
        return !vm.deleted()
                && vm.snapshot()
                        .flatMap(VmSnapshot::availabilitySetId)
                        .filter(set::equals)
                        .isPresent();
    }

    int setSize(String set) {
        return (int) vms.all().stream().filter(vm -> isInSet(vm, set)).count();
    }

    /** A VM that exists, as planner and conductor know it. */
    FleetVm fleetVm(VmRow row) {
        VmSnapshot vm = row.snapshot().orElseThrow();
        return new FleetVm(
                new VmId(row.vmId()),
                placement(vm),
                vm.availabilitySetId().map(this::setSize).orElse(0),
                hours(vm),
                vm.patchMode(),
                propagations
                        .find(vm.subscriptionId())
                        .map(PropagationRow::automatic)
                        .orElse(false),
                vm.enabled(),
                vm.powerState() == PowerState.RUNNING,
                vm.agentReady(),
                Optional.ofNullable(vm.tags().get(Ring.TAG)).flatMap(Ring::find));
    }

    static Placement placement(VmSnapshot vm) {
        return new Placement(
                vm.subscriptionId(),
                vm.region(),
                vm.zone().orElse(Placement.NO_ZONE),
                vm.availabilitySetId(),
                vm.updateDomain());
    }

    private OffPeakHours hours(VmSnapshot vm) {
        return hours.computeIfAbsent(vm.region() + " " + vm.timeZone().orElse(""), key -> {
            ZoneId zone = TimeZones.of(vm.timeZone(), regions.find(vm.region()).orElseThrow());
            return new OffPeakHours(OffPeakWindow.DEFAULT, zone);
        });
    }
}
