package dev.offpeak.orchestrator.store;

import dev.offpeak.orchestrator.domain.HoldReason;
import java.time.Instant;
import java.util.Optional;

/** Why a VM gets no order, to be stored. */
public record NewHold(String vmId, HoldReason reason, String sentence, Optional<Instant> until) {}
