package dev.offpeak.simulation.world;

import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.contracts.message.VmSnapshot;
import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.time.OffPeakHours;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A VM as it truly is. */
public final class Machine {
    final String id;
    final Placement placement;
    final OffPeakHours hours;
    final Map<String, HealthVerdict> verdicts = new HashMap<>();
    final Set<String> succeeded = new HashSet<>();
    final Set<String> begun = new HashSet<>();
    final Set<String> seen = new HashSet<>();
    final Set<String> canceled = new HashSet<>();
    PatchMode mode = PatchMode.AUTOMATIC_BY_PLATFORM;
    boolean wasOrchestrated;
    boolean running = true;
    boolean agentReady = true;
    boolean deleted;
    HealthVerdict health = HealthVerdict.HEALTHY;
    long version;
    long lastOrder;
    int runs;
    Optional<InstallPatches> goal = Optional.empty();
    Optional<InstallPatches> working = Optional.empty();

    Machine(String id, Placement placement, OffPeakHours hours) {
        this.id = id;
        this.placement = placement;
        this.hours = hours;
    }

    public String id() {
        return id;
    }

    public Placement placement() {
        return placement;
    }

    /** The order whose patches it is installing right now; down for the reboot counts too. */
    public Optional<InstallPatches> working() {
        return working;
    }

    /** Activities that it has begun. */
    public Set<String> begun() {
        return begun;
    }

    /** What compute said of its health after each activity. */
    public Map<String, HealthVerdict> verdicts() {
        return verdicts;
    }

    /** Activities that truly installed everything. */
    public Set<String> succeeded() {
        return succeeded;
    }

    /** Whether it was ever in AutomaticByPlatform. */
    public boolean wasOrchestrated() {
        return wasOrchestrated;
    }

    public boolean isDeleted() {
        return deleted;
    }

    /** Whether it stands ready to be patched, but for its feature. */
    public boolean isReady() {
        return !deleted && running && agentReady && mode == PatchMode.AUTOMATIC_BY_PLATFORM;
    }

    VmSnapshot snapshot() {
        wasOrchestrated |= mode == PatchMode.AUTOMATIC_BY_PLATFORM;
        return new VmSnapshot(
                "/subscriptions/" + placement.subscriptionId() + "/resourceGroups/sim/providers/Microsoft.Compute/"
                        + "virtualMachines/" + id,
                placement.subscriptionId(),
                "sim",
                id,
                placement.region(),
                Optional.of(placement.zone()).filter(zone -> !zone.equals(Placement.NO_ZONE)),
                placement.availabilitySet(),
                placement.updateDomain(),
                0,
                OsType.WINDOWS,
                Optional.of(new ImageReference("MicrosoftWindowsServer", "WindowsServer", "2019-Datacenter", "latest")),
                Optional.empty(),
                mode,
                AssessmentMode.IMAGE_DEFAULT,
                RebootSetting.IF_REQUIRED,
                running ? PowerState.RUNNING : PowerState.DEALLOCATED,
                agentReady,
                List.of(),
                Optional.of("1.0.0"),
                true,
                health,
                Map.of());
    }
}
