package dev.offpeak.compute.domain.enablement;

import java.time.Instant;
import java.util.Optional;

/**
 * What users are told of a VM's enablement.
 *
 * @param state where it stands
 * @param notAfter platform time until which the guest works on the extension; empty unless it was asked to
 * @param retryAt platform time before which a failed step is not tried again; empty after anything else
 * @param dueAt platform time at which it is looked at again; empty when only an event can move it
 */
public record EnablementProgress(
        EnablementState state, Optional<Instant> notAfter, Optional<Instant> retryAt, Optional<Instant> dueAt) {}
