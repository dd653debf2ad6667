package dev.offpeak.compute.domain.orders;

import dev.offpeak.time.OffPeakHours;

/**
 * What the last checks must know of a VM and of the order's rollout.
 *
 * @param automaticByPlatform whether rollouts may patch it, by its mode
 * @param featureEffective whether automatic patching is registered and propagated for its subscription (rules F4, F5)
 * @param enabled whether enablement is done (rule E4)
 * @param running whether its power is on
 * @param agentReady whether its agent is heard of, lacks nothing of rule E5 and is the only one that speaks for it
 * @param lastOrder number of the last order stored for it; 0 before the first
 * @param installationOpen whether another order is not over, or its health verdict is not given
 * @param hours its off-peak hours, in its own time zone
 * @param fenceEpoch of the order's rollout, as far as heard; 0 when nothing was
 */
public record OrderFacts(
        boolean automaticByPlatform,
        boolean featureEffective,
        boolean enabled,
        boolean running,
        boolean agentReady,
        long lastOrder,
        boolean installationOpen,
        OffPeakHours hours,
        long fenceEpoch) {}
