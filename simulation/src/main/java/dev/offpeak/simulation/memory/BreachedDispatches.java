package dev.offpeak.simulation.memory;

import dev.offpeak.contracts.PatchMode;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.planner.Candidate;
import dev.offpeak.orchestrator.planner.InFlight;
import dev.offpeak.orchestrator.store.Tally;
import dev.offpeak.orchestrator.store.Waiting;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.OffPeakWindow;
import io.smallrye.mutiny.Uni;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells the decider what makes it break a rule. */
final class BreachedDispatches extends MemoryDispatches {
    private static final OffPeakWindow ALL_DAY = new OffPeakWindow(LocalTime.of(0, 0), LocalTime.of(23, 59));

    private final Breach breach;

    BreachedDispatches(MemoryDatabase database, MemoryInterlocks interlocks, Breach breach) {
        super(database, interlocks);
        this.breach = breach;
    }

    @Override
    public Uni<List<InFlight>> inFlight(Transaction transaction) {
        return breach.ignored().isPresent() ? Uni.createFrom().item(List.of()) : super.inFlight(transaction);
    }

    @Override
    public Uni<Map<String, Set<String>>> heldSets(Transaction transaction) {
        return breach == Breach.UNHEALTHY_PEERS_FORGOTTEN
                ? Uni.createFrom().item(Map.of())
                : super.heldSets(transaction);
    }

    @Override
    public Uni<List<Tally>> tallies(Transaction transaction, String rolloutId) {
        return super.tallies(transaction, rolloutId)
                .map(tallies -> tallies.stream().map(this::told).toList());
    }

    private Tally told(Tally is) {
        boolean hidden = breach == Breach.FAILURES_HIDDEN && is.progress() == VmProgress.FAILED
                || breach == Breach.PHASES_OVERLAP && is.progress() == VmProgress.IN_FLIGHT;
        return hidden
                ? new Tally(is.phase(), is.region(), is.step(), is.batch(), VmProgress.SUCCEEDED, is.vms(), 0)
                : is;
    }

    @Override
    public Uni<List<Waiting>> waiting(Transaction transaction, String rolloutId) {
        return super.waiting(transaction, rolloutId)
                .map(waiting -> waiting.stream().map(this::told).toList());
    }

    private Waiting told(Waiting is) {
        Candidate candidate = is.candidate();
        return new Waiting(
                new Candidate(
                        told(candidate.vm()),
                        candidate.slot(),
                        candidate.progress(),
                        candidate.attempts(),
                        candidate.lastOrderedAt()),
                is.hold(),
                is.until(),
                is.waitingSince(),
                is.backingOff());
    }

    private FleetVm told(FleetVm is) {
        return new FleetVm(
                is.id(),
                is.placement(),
                is.setSize(),
                breach == Breach.WINDOWS_FORGOTTEN
                        ? new OffPeakHours(ALL_DAY, is.hours().zone())
                        : is.hours(),
                breach == Breach.PATCH_MODE_IGNORED ? PatchMode.AUTOMATIC_BY_PLATFORM : is.patchMode(),
                is.featureInForce(),
                is.enabled(),
                is.running(),
                is.agentReady(),
                is.ring());
    }
}
