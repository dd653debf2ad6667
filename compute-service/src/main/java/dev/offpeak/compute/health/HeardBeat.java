package dev.offpeak.compute.health;

import dev.offpeak.compute.domain.health.Signal;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.HeartbeatReceipt;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One heartbeat that waits to be written.
 *
 * @param vmId who sent it
 * @param beat what it said
 * @param at platform time of receipt
 * @param heardAt real time of receipt
 * @param answer gets the receipt once it is written; empty when the VM is gone
 */
record HeardBeat(
        UUID vmId, Heartbeat beat, Instant at, Instant heardAt, UniEmitter<? super Optional<HeartbeatReceipt>> answer) {

    Signal signal() {
        return new Signal(at, heardAt, beat.bootId(), beat.healthy());
    }
}
