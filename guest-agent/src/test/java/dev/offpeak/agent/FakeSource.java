package dev.offpeak.agent;

import dev.offpeak.agent.source.Attempt;
import dev.offpeak.agent.source.Deadline;
import dev.offpeak.agent.source.PatchSource;
import dev.offpeak.agent.source.Scan;
import dev.offpeak.agent.source.TimeFrame;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.RebootBehavior;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A machine with a package manager that does what it is told, except with the patches that a test breaks. */
final class FakeSource implements PatchSource {
    final List<Patch> patches = new ArrayList<>();
    /** Every time a patch took effect, also one that was there. */
    final List<String> installs = new ArrayList<>();

    final Set<String> installed = new LinkedHashSet<>();
    final Set<String> broken = new LinkedHashSet<>();
    final List<String> held = new ArrayList<>();
    final List<List<String>> attempts = new ArrayList<>();
    boolean rebootPending;
    boolean rebootAfterInstall;
    NativeUpdates settled = NativeUpdates.LEAVE;
    /** What the download tells of a patch. */
    UnaryOperator<Patch> fetched = patch -> patch;
    /** Thrown by the next attempts. */
    Optional<IOException> failure = Optional.empty();
    /** Called in the middle of an attempt, before each patch. */
    Runnable inTheMiddle = () -> {};
    /** Whether the package manager is ended before it does anything. */
    boolean hangs;

    static FakeSource lacking(String... ids) {
        FakeSource source = new FakeSource();
        for (String id : ids) {
            source.patches.add(patch(id, Classification.SECURITY));
        }
        return source;
    }

    static Patch patch(String id, Classification classification) {
        int version = id.indexOf('=');
        return new Patch(
                id,
                id.substring(0, version),
                Optional.of(id.substring(version + 1)),
                Optional.empty(),
                List.of(classification),
                RebootBehavior.NEVER_REBOOTS,
                Optional.empty());
    }

    @Override
    public void refresh(Deadline deadline) {}

    @Override
    public Scan scan() {
        List<Patch> lacking = patches.stream()
                .filter(patch -> !installed.contains(patch.patchId()))
                .toList();
        return new Scan("fake", rebootPending, lacking, held, 0, List.of());
    }

    @Override
    public List<String> missingRequirements() {
        return List.of();
    }

    @Override
    public List<Patch> fetch(List<Patch> wanted, TimeFrame time) {
        return wanted.stream().map(fetched).toList();
    }

    @Override
    public Attempt install(List<Patch> wanted, List<Patch> untouchable, TimeFrame time) throws IOException {
        attempts.add(wanted.stream().map(Patch::patchId).toList());
        if (failure.isPresent()) {
            throw failure.get();
        }
        Map<String, String> reasons = new HashMap<>();
        if (!hangs) {
            for (Patch patch : wanted) {
                inTheMiddle.run();
                // As apt: what is there is not installed again.
                if (broken.contains(patch.patchId())) {
                    reasons.put(patch.patchId(), "its script failed");
                } else if (installed.add(patch.patchId())) {
                    installs.add(patch.patchId());
                    rebootPending |= rebootAfterInstall;
                }
            }
            inTheMiddle.run();
        }
        return new Attempt(installed(wanted), reasons, "it was left out", hangs);
    }

    @Override
    public Set<String> installed(List<Patch> asked) {
        return asked.stream()
                .map(Patch::patchId)
                .filter(installed::contains)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public boolean rebootPending() {
        return rebootPending;
    }

    @Override
    public void settle(NativeUpdates wanted) {
        settled = wanted;
    }
}
