package dev.offpeak.demo.verify;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.List;

/** I3: from its start to its end an installation lies in one night, 22:00 to 06:00 on the VM's own clock, and in 3 h 55 min. */
final class OffPeakRule implements Rule {
    private static final LocalTime EVENING = LocalTime.of(22, 0);
    private static final LocalTime MORNING = LocalTime.of(6, 0);
    private static final Duration LONGEST = Duration.ofMinutes(235);

    @Override
    public String number() {
        return "I3";
    }

    @Override
    public String title() {
        return "only in the VM's own off-peak hours, at most 3 h 55 min";
    }

    @Override
    public long check(Evidence evidence, List<String> violations) {
        for (Attempt attempt : evidence.attempts()) {
            Instant end = attempt.ended()
                    .orElseGet(() ->
                            attempt.lines().get(attempt.lines().size() - 1).at());
            ZonedDateTime from = attempt.started().atZone(attempt.vm().timeZone());
            boolean evening = !from.toLocalTime().isBefore(EVENING);
            boolean inTheNight = evening || from.toLocalTime().isBefore(MORNING);
            LocalDate morningAfter = evening ? from.toLocalDate().plusDays(1) : from.toLocalDate();
            if (!inTheNight) {
                violations.add(attempt.vm().name() + " began at " + from + ", outside its off-peak hours.");
            } else if (end.isAfter(
                    morningAfter.atTime(MORNING).atZone(attempt.vm().timeZone()).toInstant())) {
                violations.add(attempt.vm().name() + " was still at it at "
                        + end.atZone(attempt.vm().timeZone()) + ", after its off-peak hours.");
            }
            if (Duration.between(attempt.started(), end).compareTo(LONGEST) > 0) {
                violations.add(attempt.vm().name() + " took from " + attempt.started() + " to " + end + ".");
            }
        }
        return evidence.attempts().size();
    }
}
