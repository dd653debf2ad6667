package dev.offpeak.compute.store;

import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.InstallationChanged;
import java.util.Optional;

/**
 * What other services last said of a VM.
 *
 * @param assessment latest assessment, without its patches; empty before the first
 * @param installation latest installation; empty before the first
 */
public record VmFindings(Optional<AssessmentCompleted> assessment, Optional<InstallationChanged> installation) {}
