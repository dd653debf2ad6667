package dev.offpeak.contracts.message;

import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.RebootSetting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One order to install on one VM. Only the orchestrator sends it.
 *
 * @param vmId the VM incarnation, a GUID
 * @param activityId the installation
 * @param order grows with every order for this VM; compute stores it only if it exceeds the last
 * @param rolloutId empty for installPatches on demand (rule I9)
 * @param fenceEpoch the rollout's fence at dispatch; older ones are withheld once raised
 * @param issuedAt platform time
 * @param notAfter platform time at which the guest must be done: the earlier of window end and run length (rule I3)
 * @param verification how long health must stay good afterwards (rule O3)
 * @param classifications what to install; Critical and Security for automatic runs (rule I1)
 * @param maxPatchPublishDate nothing published later is installed (rule I8); patches without a date are
 * @param excludedMasks KB numbers or package masks that beat the classification (rule U4)
 * @param includedMasks KB numbers or package masks installed besides (rule I9)
 * @param rebootSetting when the agent may reboot
 * @param startedBy {@code Platform} or {@code User}
 */
public record InstallPatches(
        String vmId,
        String activityId,
        long order,
        Optional<String> rolloutId,
        long fenceEpoch,
        Instant issuedAt,
        Instant notAfter,
        Duration verification,
        List<Classification> classifications,
        Optional<Instant> maxPatchPublishDate,
        List<String> excludedMasks,
        List<String> includedMasks,
        RebootSetting rebootSetting,
        String startedBy)
        implements Message {
    @Override
    public Address address() {
        return Address.AGENT_WORK;
    }

    @Override
    public String subject() {
        return vmId;
    }
}
