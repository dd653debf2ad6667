package dev.offpeak.demo.verify;

import java.time.Instant;
import java.util.Optional;

/**
 * One thing a guest did, as it wrote it down.
 *
 * @param vmId the VM incarnation
 * @param at platform time
 * @param event such as {@code InstallationStarted}
 * @param activityId of the assessment or installation it belongs to
 * @param classification of the patch, where it is about one
 * @param detail depends on the event
 */
public record JournalLine(
        String vmId,
        Instant at,
        String event,
        Optional<String> activityId,
        Optional<String> classification,
        Optional<String> detail) {
    static final String ORDER_RECEIVED = "OrderReceived";
    static final String STARTED = "InstallationStarted";
    static final String PATCH_INSTALLED = "PatchInstalled";
    static final String ENDED = "InstallationEnded";
    static final String HEALTHY = "Healthy";
    static final String POWERED_OFF = "PoweredOff";
    static final String POWERED_ON = "PoweredOn";
    static final String SILENCED = "Silenced";
    static final String EXTENSION_INSTALLED = "ExtensionInstalled";

    boolean is(String name) {
        return event.equals(name);
    }
}
