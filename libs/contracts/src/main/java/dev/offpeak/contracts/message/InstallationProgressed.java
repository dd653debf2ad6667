package dev.offpeak.contracts.message;

import dev.offpeak.contracts.PatchResult;
import dev.offpeak.contracts.RebootStatus;
import java.time.Instant;
import java.util.List;

/**
 * A guest started an installation or got further.
 *
 * @param vmId the VM incarnation, a GUID
 * @param activityId the installation
 * @param sequence of the agent's report; older ones change nothing
 * @param startedAt platform time
 * @param at platform time
 * @param results what became of each patch so far
 * @param rebootStatus so far
 */
public record InstallationProgressed(
        String vmId,
        String activityId,
        long sequence,
        Instant startedAt,
        Instant at,
        List<PatchResult> results,
        RebootStatus rebootStatus)
        implements Message {
    @Override
    public Address address() {
        return Address.AGENT_RESULTS;
    }

    @Override
    public String subject() {
        return vmId;
    }
}
