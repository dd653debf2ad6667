package dev.offpeak.compute.domain.enablement;

import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.time.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Moves the enablement of one VM (docs/states/enablement.md). Level-triggered: it looks at what is, never at what happened,
 * so that a missed event costs time only, and looking twice changes nothing.
 *
 * <ol>
 *   <li>Mode taken back: handed back at once (rule P5).
 *   <li>Extension wanted, or a newer one: the guest is asked inside an off-peak window only, while it runs and its agent lacks
 *       nothing (rules E1, E5), until that window's end, or the end it is given meanwhile (rule U1); what is not done then is asked
 *       again in the next one (rule E2).
 *   <li>Extension reported: assessed already, it is enabled; else the first assessment is waited for (rule E4).
 *   <li>Extension lost: from the start; an older one than the platform's: updated off-peak (rule E1).
 * </ol>
 */
public final class EnablementRule {
    /** More moves than any look can need; one more is a loop between states. */
    private static final int LONGEST_CHAIN = 8;

    private EnablementRule() {}

    /**
     * The enablement after looking at the VM once.
     *
     * @param newActivityId called at most once, when the guest is asked for something
     */
    public static Enablement look(Enablement before, EnablementFacts vm, Instant now, Supplier<String> newActivityId) {
        Enablement current = before;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            Enablement next = step(current, vm, now, newActivityId);
            if (next.equals(current)) {
                return current;
            }
            current = next;
        }
        throw new IllegalStateException("enablement does not settle: " + before + ", " + vm);
    }

    private static Enablement step(Enablement before, EnablementFacts vm, Instant now, Supplier<String> newActivityId) {
        EnablementState state = before.state();
        if (!vm.wanted()) {
            return state == EnablementState.HANDED_BACK
                    ? before.dueAt(Optional.empty())
                    : before.become(EnablementState.HANDED_BACK);
        }
        return switch (state) {
            case HANDED_BACK -> before.become(EnablementState.WAITING);
            case WAITING -> askOffPeak(before, EnablementState.INSTALLING, vm, now, newActivityId);
            case UPDATE_DUE -> {
                if (vm.extensionVersion().isEmpty()) {
                    yield before.become(EnablementState.WAITING);
                }
                yield vm.isUpToDate()
                        ? before.become(EnablementState.ENABLED)
                        : askOffPeak(before, EnablementState.UPDATING, vm, now, newActivityId);
            }
            case INSTALLING, UPDATING -> untilWindowEnds(before, vm, now);
            case ASSESSING -> {
                if (vm.extensionVersion().isEmpty()) {
                    yield before.become(EnablementState.WAITING);
                }
                yield vm.assessed() ? before.become(EnablementState.ENABLED) : before.dueAt(Optional.empty());
            }
            case ENABLED -> {
                if (vm.extensionVersion().isEmpty()) {
                    yield before.become(EnablementState.WAITING);
                }
                yield vm.isUpToDate() ? before.dueAt(Optional.empty()) : before.become(EnablementState.UPDATE_DUE);
            }
        };
    }

    private static Enablement askOffPeak(
            Enablement before,
            EnablementState asking,
            EnablementFacts vm,
            Instant now,
            Supplier<String> newActivityId) {
        if (before.retryAt().filter(now::isBefore).isPresent()) {
            return before.dueAt(before.retryAt());
        }
        if (!vm.running() || !vm.agentReady()) {
            return before.dueAt(Optional.empty());
        }
        Interval window = vm.hours().nextAfter(now);
        return window.contains(now)
                ? before.ask(asking, newActivityId.get(), window.end())
                : before.dueAt(Optional.of(window.start()));
    }

    /** The window may have been changed since the guest was asked: one that closes earlier counts, one that closes later does not. */
    private static Enablement untilWindowEnds(Enablement before, EnablementFacts vm, Instant now) {
        Instant notAfter = before.notAfter().orElseThrow();
        Optional<Instant> closes = vm.hours().openAt(now).map(Interval::end);
        if (!now.isBefore(notAfter) || closes.isEmpty()) {
            return before.become(
                    before.state() == EnablementState.INSTALLING
                            ? EnablementState.WAITING
                            : EnablementState.UPDATE_DUE);
        }
        return before.until(closes.get().isBefore(notAfter) ? closes.get() : notAfter);
    }

    /**
     * What a guest's report does. One of another activity, and one that was seen, change nothing; a terminal one that failed is
     * tried again after a while, in the same window or the next.
     *
     * @param retryAfter platform time to wait after a failure
     */
    public static ExtensionOutcome reported(
            Enablement before, ExtensionReport report, EnablementFacts vm, Instant now, Duration retryAfter) {
        if (!before.activityId().equals(Optional.of(report.activityId()))) {
            return ExtensionOutcome.unchanged(before, false, false, "This step is not asked for any more.");
        }
        boolean inTime = before.notAfter().filter(now::isBefore).isPresent();
        if (report.sequence() <= before.sequence()) {
            return ExtensionOutcome.unchanged(before, true, inTime, "This report was received before.");
        }
        if (!report.status().isTerminal()) {
            return ExtensionOutcome.unchanged(
                    before.heard(report.sequence()), true, inTime, inTime ? "Go on." : "The window is over: stop.");
        }
        boolean installing = before.state() == EnablementState.INSTALLING;
        Optional<String> installed = report.error().isEmpty() ? report.version() : Optional.empty();
        if (installed.isEmpty()) {
            Enablement again = before.become(installing ? EnablementState.WAITING : EnablementState.UPDATE_DUE)
                    .retryingAt(now.plus(retryAfter));
            return ExtensionOutcome.unchanged(again, true, false, "It will be asked for again, off-peak.");
        }
        Enablement done =
                before.become(installing && !vm.assessed() ? EnablementState.ASSESSING : EnablementState.ENABLED);
        return new ExtensionOutcome(done, installed, true, false, "The extension is installed.");
    }

    /**
     * What the guest should do about its own updates: nothing before the extension is asked for, off with it (rule E3), on again
     * once the mode was taken back and nothing is being installed any more (rule P5), off where the administrator patches by hand
     * (rule P3).
     *
     * @param enablement empty when the VM was never AutomaticByPlatform
     * @param installationOpen whether an installation that the platform ordered is not over
     */
    public static NativeUpdates nativeUpdates(
            PatchMode mode, Optional<Enablement> enablement, boolean installationOpen) {
        if (mode == PatchMode.MANUAL) {
            return NativeUpdates.TURN_OFF;
        }
        return enablement
                .map(e -> switch (e.state()) {
                    case WAITING -> NativeUpdates.LEAVE;
                    case INSTALLING, ASSESSING, ENABLED, UPDATE_DUE, UPDATING -> NativeUpdates.TURN_OFF;
                    case HANDED_BACK -> handedBack(e, installationOpen);
                })
                .orElse(NativeUpdates.LEAVE);
    }

    private static NativeUpdates handedBack(Enablement enablement, boolean installationOpen) {
        if (enablement.steps() == 0) {
            return NativeUpdates.LEAVE;
        }
        return installationOpen ? NativeUpdates.TURN_OFF : NativeUpdates.TURN_ON;
    }
}
