package dev.offpeak.orchestrator.domain;

import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.time.OffPeakWindow;
import java.time.Instant;
import java.util.Optional;

/**
 * The off-peak hours of a scope (rule U1), and what its VMs do about reboots (rule U5).
 *
 * @param name chosen by whoever made it; one of a kind, whatever its casing
 * @param scope whose; one policy for each
 * @param window in the time zone of each VM
 * @param rebootSetting in place of the VMs' own; empty leaves it to them
 * @param changedAt platform time
 */
public record WindowPolicy(
        String name,
        WindowScope scope,
        OffPeakWindow window,
        Optional<RebootSetting> rebootSetting,
        Instant changedAt) {}
