package dev.offpeak.compute.store;

import dev.offpeak.compute.domain.enablement.EnablementProgress;
import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.InstallationChanged;
import java.util.Optional;

/**
 * What other services last said of a VM, and where its enablement stands.
 *
 * @param assessment latest assessment, without its patches; empty before the first
 * @param installation latest installation; empty before the first
 * @param enablement empty when the VM was never AutomaticByPlatform
 */
public record VmFindings(
        Optional<AssessmentCompleted> assessment,
        Optional<InstallationChanged> installation,
        Optional<EnablementProgress> enablement) {}
