package dev.offpeak.contracts.agent;

import java.util.List;
import java.util.Optional;

/**
 * Body of {@code POST /agents/{vmId}/heartbeats}.
 *
 * @param bootId of the present boot; another one proves a reboot
 * @param agentVersion such as {@code 0.1.0}
 * @param extensionVersion of the installed patch extension; empty when there is none
 * @param healthy application health where the guest has a probe, else true
 * @param missingRequirements what rule E5 lacks, a sentence each; empty when all is there
 * @param osName such as {@code Windows Server 2019 Datacenter}
 * @param osVersion such as {@code 10.0.17763}
 * @param computerName as the guest knows itself
 */
public record Heartbeat(
        String bootId,
        String agentVersion,
        Optional<String> extensionVersion,
        boolean healthy,
        List<String> missingRequirements,
        String osName,
        String osVersion,
        String computerName) {}
