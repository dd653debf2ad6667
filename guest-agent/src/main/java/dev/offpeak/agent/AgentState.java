package dev.offpeak.agent;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the agent keeps on its disk. Immutable.
 *
 * @param url of compute-service's listener for agents
 * @param vmId the VM incarnation, a GUID
 * @param credential bearer token
 * @param tokenFile where the host leaves another one-time token when the credential was revoked; empty when there is no such file
 * @param sequences last sequence number used, by activity that has not ended
 * @param ended activities that are over for this agent, oldest first, the last 16
 * @param extensionVersion of the patch extension that was installed last; empty before the first
 * @param installation under way, or not yet reported to its end; empty when there is none
 */
record AgentState(
        URI url,
        String vmId,
        String credential,
        Optional<Path> tokenFile,
        Map<String, Long> sequences,
        List<String> ended,
        Optional<String> extensionVersion,
        Optional<Installation> installation) {
    private static final int ENDED_KEPT = 16;

    static AgentState enrolled(URI url, String vmId, String credential, Optional<Path> tokenFile) {
        return new AgentState(
                url, vmId, credential, tokenFile, Map.of(), List.of(), Optional.empty(), Optional.empty());
    }

    AgentState withCredential(String another) {
        return new AgentState(url, vmId, another, tokenFile, sequences, ended, extensionVersion, installation);
    }

    AgentState withExtension(String version) {
        return new AgentState(url, vmId, credential, tokenFile, sequences, ended, Optional.of(version), installation);
    }

    AgentState withInstallation(Optional<Installation> now) {
        return new AgentState(url, vmId, credential, tokenFile, sequences, ended, extensionVersion, now);
    }

    boolean hasEnded(String activityId) {
        return ended.contains(activityId);
    }

    /** The number of the activity's next report is one more than this. */
    long lastSequence(String activityId) {
        return sequences.getOrDefault(activityId, 0L);
    }

    AgentState withNextSequence(String activityId) {
        return withSequence(activityId, lastSequence(activityId) + 1);
    }

    AgentState withSequence(String activityId, long used) {
        Map<String, Long> next = new HashMap<>(sequences);
        next.put(activityId, used);
        return new AgentState(url, vmId, credential, tokenFile, next, ended, extensionVersion, installation);
    }

    AgentState withEnded(String activityId) {
        Map<String, Long> next = new HashMap<>(sequences);
        next.remove(activityId);
        List<String> all = new ArrayList<>(ended);
        all.add(activityId);
        return new AgentState(
                url,
                vmId,
                credential,
                tokenFile,
                next,
                all.subList(Math.max(0, all.size() - ENDED_KEPT), all.size()),
                extensionVersion,
                installation);
    }
}
