package dev.offpeak.assessment.store;

import dev.offpeak.contracts.Patch;
import java.time.Instant;
import java.util.Optional;

/** What is known of a fleet's patches. */
public final class Compliance {
    private Compliance() {}

    /**
     * A VM and its latest assessment that succeeded.
     *
     * @param image publisher:offer:sku; empty for a custom one
     * @param latest empty when it never was assessed
     */
    public record Vm(
            String vmId,
            String resourceId,
            String name,
            String subscriptionId,
            String region,
            String image,
            Optional<Latest> latest) {}

    /**
     * The latest assessment of a VM that succeeded.
     *
     * @param startedAt platform time
     * @param endedAt platform time
     * @param finding the number of what it found
     */
    public record Latest(
            String activityId,
            Instant startedAt,
            Instant endedAt,
            boolean rebootPending,
            int criticalAndSecurity,
            int other,
            long finding) {}

    /**
     * The VMs of one subscription, region or image, counted.
     *
     * @param name which one; an empty one stands for custom images
     * @param vms all of them
     * @param assessed those with a result
     * @param compliant those whose latest result names no critical or security patch
     * @param rebootPending those whose guest waits for a reboot
     * @param oldestResultAt platform time at which the oldest of their latest results came; empty when there is none
     */
    public record Summary(
            String name,
            long vms,
            long assessed,
            long compliant,
            long rebootPending,
            Optional<Instant> oldestResultAt) {}

    /**
     * A patch that VMs lack.
     *
     * @param number in the catalogue
     * @param vms how many lack it
     */
    public record Lacked(long number, Patch patch, long vms) {}

    /**
     * One assessment of a VM's history.
     *
     * @param trigger why, such as {@code PERIODIC}
     * @param state such as {@code Succeeded}
     * @param endedAt platform time; empty while it goes on
     * @param criticalAndSecurity how many it found; empty unless it succeeded
     * @param other likewise
     * @param error present exactly when it failed
     */
    public record Past(
            String activityId,
            String trigger,
            String state,
            Instant requestedAt,
            Optional<Instant> endedAt,
            Optional<Integer> criticalAndSecurity,
            Optional<Integer> other,
            Optional<String> error) {}
}
