package dev.offpeak.fleet;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What one guest keeps over reboots, power cuts and restarts of the fleet. Mutable; belongs to the event loop. */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class GuestDisk {
    private static final int ENDED_KEPT = 16;

    String vmId;
    /** Platform time of its creation. */
    Instant born;

    Optional<String> credential = Optional.empty();
    long boots;
    long scans;
    int installAttempts;
    boolean silenced;
    boolean nativeUpdatesOff;
    boolean rebootPending;
    Optional<String> extensionVersion = Optional.empty();
    /** By family: publish date of the newest patch installed. */
    Map<String, Instant> levels = new TreeMap<>();

    /** The installation under way or not yet reported to its end. */
    Optional<InstallationProgress> installation = Optional.empty();
    /** The installation after whose end no healthy heartbeat was taken yet. */
    Optional<String> awaitingHealth = Optional.empty();
    /** Last sequence number sent, by activity that has not ended. */
    Map<String, Long> sequences = new TreeMap<>();

    /** Activities that are over for this guest, oldest first. */
    List<String> ended = new ArrayList<>();

    static GuestDisk empty(String vmId, Instant born) {
        GuestDisk disk = new GuestDisk();
        disk.vmId = vmId;
        disk.born = born;
        return disk;
    }

    /** The next sequence number of that activity's reports, from 1. */
    long nextSequence(String activityId) {
        return sequences.merge(activityId, 1L, Long::sum);
    }

    boolean hasEnded(String activityId) {
        return ended.contains(activityId);
    }

    void end(String activityId) {
        ended.add(activityId);
        sequences.remove(activityId);
        if (ended.size() > ENDED_KEPT) {
            ended.remove(0);
        }
    }
}
