package dev.offpeak.compute.agents;

import dev.offpeak.contracts.agent.Heartbeat;
import java.util.List;
import java.util.Optional;

/** What a guest says of itself is stored and shown: bounded here, and complete. */
final class HeartbeatChecks {
    private static final int LONGEST_TEXT = 300;
    private static final int MOST_REQUIREMENTS = 20;

    private HeartbeatChecks() {}

    /** The heartbeat, texts shortened and absent ones empty; fails with an {@link AgentRefusal} without a boot id. */
    static Heartbeat checked(Heartbeat beat) {
        if (beat.bootId() == null || beat.bootId().isBlank()) {
            throw AgentRefusal.badContent("A heartbeat needs 'bootId', the id of the guest's present boot.");
        }
        List<String> missing = beat.missingRequirements() == null
                ? List.of()
                : beat.missingRequirements().stream()
                        .limit(MOST_REQUIREMENTS)
                        .map(HeartbeatChecks::text)
                        .toList();
        return new Heartbeat(
                text(beat.bootId()),
                text(beat.agentVersion()),
                beat.extensionVersion() == null
                        ? Optional.empty()
                        : beat.extensionVersion().map(HeartbeatChecks::text),
                beat.healthy(),
                missing,
                text(beat.osName()),
                text(beat.osVersion()),
                text(beat.computerName()));
    }

    private static String text(String said) {
        return SaidText.atMost(LONGEST_TEXT, said);
    }
}
