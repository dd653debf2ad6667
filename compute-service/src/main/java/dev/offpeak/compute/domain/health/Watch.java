package dev.offpeak.compute.domain.health;

import dev.offpeak.contracts.HealthVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The verification time of one installation (rule O3). Only signals received after its terminal report count, and, where that
 * report announced a reboot, only those of a later boot.
 *
 * <ul>
 *   <li>Unhealthy: one signal said so, or the guest rebooted once more; at once.
 *   <li>Healthy: signals came from the beginning to the verification's end without a lapse, the last of them at or after the end.
 *   <li>Unknown: there was a lapse; said when the verification time is over, because the slot is not free earlier (rule O7).
 * </ul>
 *
 * @param beganAt real time at which the terminal report was received
 * @param until platform time at which the verification time is over
 * @param reportedBoot boot that sent the terminal report; empty when the guest fell silent
 * @param rebootExpected whether that report announced a reboot, so that signals of reportedBoot don't count
 * @param boot whose signals count; empty before the first
 * @param lastHeardAt real time of the last signal that counted; empty before the first
 * @param lapsed whether signals were missing for too long once
 * @param verdict empty until it is known; never changes afterwards
 */
public record Watch(
        Instant beganAt,
        Instant until,
        Optional<String> reportedBoot,
        boolean rebootExpected,
        Optional<String> boot,
        Optional<Instant> lastHeardAt,
        boolean lapsed,
        Optional<Verdict> verdict) {

    /** A watch that has heard nothing yet. */
    public static Watch begun(Instant beganAt, Instant until, Optional<String> reportedBoot, boolean rebootExpected) {
        return new Watch(
                beganAt,
                until,
                reportedBoot,
                rebootExpected,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    /**
     * After one more signal. Signals come in the order of their receipt; an older one changes nothing.
     *
     * @param lapse real time between two signals that is too long
     */
    public Watch heard(Signal signal, Duration lapse) {
        Instant previous = lastHeardAt.orElse(beganAt);
        if (verdict.isPresent() || !signal.heardAt().isAfter(previous)) {
            return this;
        }
        if (rebootExpected && reportedBoot.equals(Optional.of(signal.bootId()))) {
            return this;
        }
        boolean missing = lapsed || Duration.between(previous, signal.heardAt()).compareTo(lapse) > 0;
        return new Watch(
                beganAt,
                until,
                reportedBoot,
                rebootExpected,
                boot.or(() -> Optional.of(signal.bootId())),
                Optional.of(signal.heardAt()),
                missing,
                judged(signal, missing));
    }

    private Optional<Verdict> judged(Signal signal, boolean missing) {
        if (!signal.healthy()) {
            return Optional.of(
                    new Verdict(HealthVerdict.UNHEALTHY, "The guest reported bad health after the installation."));
        }
        if (boot.isPresent() && !boot.get().equals(signal.bootId())) {
            return Optional.of(
                    new Verdict(HealthVerdict.UNHEALTHY, "The guest rebooted once more during the verification time."));
        }
        if (signal.at().isBefore(until)) {
            return Optional.empty();
        }
        return Optional.of(
                missing
                        ? new Verdict(
                                HealthVerdict.UNKNOWN,
                                "Health signals were missing for a while during the verification time.")
                        : new Verdict(
                                HealthVerdict.HEALTHY, "Health signals stayed good throughout the verification time."));
    }

    /**
     * After time passed without a signal.
     *
     * @param now platform time
     * @param realNow real time
     * @param lapse real time without a signal that is too long
     */
    public Watch silent(Instant now, Instant realNow, Duration lapse) {
        boolean tooLong = Duration.between(lastHeardAt.orElse(beganAt), realNow).compareTo(lapse) > 0;
        if (verdict.isPresent() || !(lapsed || tooLong) || now.isBefore(until)) {
            return this;
        }
        return new Watch(
                beganAt,
                until,
                reportedBoot,
                rebootExpected,
                boot,
                lastHeardAt,
                true,
                Optional.of(new Verdict(
                        HealthVerdict.UNKNOWN, "No fresh health signal came by the end of the verification time.")));
    }
}
