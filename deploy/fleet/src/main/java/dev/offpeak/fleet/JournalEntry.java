package dev.offpeak.fleet;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of the journal.
 *
 * @param vmId the VM incarnation
 * @param resourceId ARM id
 * @param at platform time
 * @param realAt real time
 * @param event what happened
 * @param activityId of the assessment or installation it belongs to
 * @param patch KB number with {@code KB}, or {@code package=version}
 * @param classification of the patch
 * @param detail depends on the event
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record JournalEntry(
        String vmId,
        String resourceId,
        Instant at,
        Instant realAt,
        GuestEvent event,
        Optional<String> activityId,
        Optional<String> patch,
        Optional<String> classification,
        Optional<String> detail) {}
