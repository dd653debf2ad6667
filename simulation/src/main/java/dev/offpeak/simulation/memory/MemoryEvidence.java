package dev.offpeak.simulation.memory;

import dev.offpeak.contracts.ImageReference;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.InstallationState;
import dev.offpeak.orchestrator.domain.Trial;
import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.store.Evidence;
import dev.offpeak.orchestrator.store.Installation;
import dev.offpeak.orchestrator.store.Rollout;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What gates and halts go by, in memory. */
class MemoryEvidence implements Evidence {
    private static final Duration MEMORY = Duration.ofDays(365);
    private static final Set<VmProgress> TRIED =
            EnumSet.of(VmProgress.SUCCEEDED, VmProgress.PARTIAL, VmProgress.FAILED);
    private static final Set<InstallationState> CAME_TO_SOMETHING = EnumSet.of(
            InstallationState.SUCCEEDED, InstallationState.COMPLETED_WITH_WARNINGS, InstallationState.FAILED);

    private final MemoryDatabase database;

    MemoryEvidence(MemoryDatabase database) {
        this.database = database;
    }

    /** One trial for each VM: whoever counts them adds them up. */
    @Override
    public Uni<List<Trial>> trials(Transaction transaction, String rolloutId) {
        List<Trial> trials = new ArrayList<>();
        for (AssignmentRow row : database.assignmentsOf(rolloutId).values()) {
            Optional<VmRow> vm = database.vms.find(row.slot().vm().value()).filter(found -> !found.deleted());
            Optional<InstallationRow> last = row.lastActivity().flatMap(database.installations::find);
            if (TRIED.contains(row.state()) && vm.isPresent() && last.isPresent()) {
                trials.add(new Trial(
                        row.slot().region(),
                        vm.get()
                                .snapshot()
                                .orElseThrow()
                                .image()
                                .map(MemoryEvidence::imageName)
                                .orElse(""),
                        row.state() == VmProgress.FAILED,
                        new HashSet<>(last.get().patches()),
                        1));
            }
        }
        return Uni.createFrom().item(trials);
    }

    @Override
    public Uni<List<String>> failedPatches(Transaction transaction, String rolloutId) {
        Map<String, Set<String>> vms = new TreeMap<>();
        for (InstallationRow row : database.installations.all()) {
            if (row.installation().rolloutId().equals(Optional.of(rolloutId))) {
                row.failedPatches().forEach(patch -> vms.computeIfAbsent(patch, key -> new HashSet<>())
                        .add(row.installation().vmId()));
            }
        }
        return Uni.createFrom()
                .item(vms.entrySet().stream()
                        .sorted(Comparator.comparingInt((Map.Entry<String, Set<String>> entry) ->
                                -entry.getValue().size()))
                        .map(Map.Entry::getKey)
                        .limit(10)
                        .toList());
    }

    @Override
    public Uni<Baseline> baseline(Transaction transaction, Instant publishedAt) {
        int tried = 0;
        int failed = 0;
        for (InstallationRow row : database.installations.all()) {
            Installation one = row.installation();
            Optional<Rollout> rollout = one.rolloutId().flatMap(database.rollouts::find);
            boolean counts = one.attempt() == 1
                    && CAME_TO_SOMETHING.contains(one.state())
                    && rollout.isPresent()
                    && rollout.get().publishedAt().isBefore(publishedAt)
                    && !rollout.get().publishedAt().isBefore(publishedAt.minus(MEMORY));
            if (counts) {
                tried++;
                failed += one.state() == InstallationState.FAILED ? 1 : 0;
            }
        }
        return Uni.createFrom().item(new Baseline(tried, failed));
    }

    private static String imageName(ImageReference image) {
        return String.join(":", image.publisher(), image.offer(), image.sku());
    }
}
