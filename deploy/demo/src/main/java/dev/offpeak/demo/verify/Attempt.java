package dev.offpeak.demo.verify;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One installation on one VM, from the guest's own journal.
 *
 * @param vm where it was
 * @param activityId of the installation
 * @param lines all lines of it, oldest first, at least the one in which it started
 */
record Attempt(TopologyVm vm, String activityId, List<JournalLine> lines) {
    Attempt {
        lines = List.copyOf(lines);
    }

    /** When the guest got the order: its slot was taken from then on at the latest. */
    Instant received() {
        return lines.get(0).at();
    }

    /** When the guest began. */
    Instant started() {
        return first(JournalLine.STARTED).orElseThrow();
    }

    Optional<Instant> ended() {
        return first(JournalLine.ENDED);
    }

    /** The first healthy sign after the end. */
    Optional<Instant> healthy() {
        return first(JournalLine.HEALTHY);
    }

    /** Until when its slot was taken at least: the healthy sign, else the last thing known of it. */
    Instant released() {
        return healthy().orElseGet(() -> lines.get(lines.size() - 1).at());
    }

    boolean overlaps(Attempt other) {
        return received().isBefore(other.released()) && other.received().isBefore(released());
    }

    @Override
    public String toString() {
        return vm.name() + " (" + received() + " to " + released() + ")";
    }

    private Optional<Instant> first(String event) {
        return lines.stream()
                .filter(line -> line.is(event))
                .map(JournalLine::at)
                .findFirst();
    }
}
