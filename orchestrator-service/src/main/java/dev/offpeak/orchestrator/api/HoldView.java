package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.VmStanding;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Optional;

/**
 * Why a VM gets no order now (rule U2).
 *
 * @param reason one word
 * @param sentence what a person reads
 * @param holder who has what it waits for, where it waits for an interlock
 * @param since platform time
 * @param until platform time at which the reason ends by itself, where that is known
 */
@RegisterForReflection
public record HoldView(
        String reason, String sentence, Optional<String> holder, Optional<Instant> since, Optional<Instant> until) {
    static Optional<HoldView> of(VmStanding vm, Rollout rollout, Present present) {
        return vm.hold().map(stored -> {
            HoldReason shown = ShownHold.of(stored, rollout, present);
            if (shown != stored) {
                return new HoldView(
                        shown.toString(), shown.sentence(), Optional.empty(), vm.heldSince(), Optional.empty());
            }
            return new HoldView(
                    stored.toString(),
                    vm.holdSentence().orElse(stored.sentence()),
                    vm.holder(),
                    vm.heldSince(),
                    vm.holdUntil());
        });
    }
}
