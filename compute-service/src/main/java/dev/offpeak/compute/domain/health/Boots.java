package dev.offpeak.compute.domain.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The boots that spoke for one VM, and whether two guests do: a disk that was copied takes the credential with it.
 *
 * <ul>
 *   <li>A boot that was never heard of is a reboot: it replaces the present one, for good.
 *   <li>A boot that was replaced and comes back can't be the same guest: there are two. Unless it comes right after it was replaced:
 *       then it is a heartbeat that was under way, and counts for nothing.
 *   <li>While there are two, whoever spoke last is the present one. Once the present one alone was heard for long enough, the other
 *       is gone.
 * </ul>
 *
 * <p>Times are real time by the clock that received the heartbeats. Two copies that run from one memory image share their boot id and
 * can't be told apart by it.
 *
 * @param present boot that was heard last; empty before the first
 * @param replaced boots that another one replaced, newest first, the last 16
 * @param rivals empty while one guest speaks for the VM
 */
public record Boots(Optional<String> present, List<Replaced> replaced, Optional<Rivals> rivals) {
    private static final int KEPT = 16;

    /**
     * A boot that another one replaced.
     *
     * @param bootId of it
     * @param at when the other one was first heard
     */
    public record Replaced(String bootId, Instant at) {}

    /**
     * Two guests speak for one VM.
     *
     * @param since when that was noticed
     * @param switchedAt when a heartbeat last came from another boot than the one before it
     */
    public record Rivals(Instant since, Instant switchedAt) {}

    /**
     * How patient the rule is.
     *
     * @param late how long a heartbeat may have been under way
     * @param goneAfter how long one boot alone must be heard before the other guest counts as gone
     */
    public record Patience(Duration late, Duration goneAfter) {}

    public Boots {
        replaced = List.copyOf(replaced);
    }

    /** Whether a heartbeat of that boot was under way when the boot was replaced, and must change nothing. */
    public boolean isLate(String bootId, Instant heardAt, Patience patience) {
        return rivals.isEmpty()
                && !isPresent(bootId)
                && replaced.stream()
                        .anyMatch(boot -> boot.bootId().equals(bootId)
                                && !heardAt.isAfter(boot.at().plus(patience.late())));
    }

    /** After a heartbeat of that boot. */
    public Boots heard(String bootId, Instant heardAt, Patience patience) {
        if (present.isEmpty()) {
            return new Boots(Optional.of(bootId), replaced, rivals);
        }
        if (isPresent(bootId)) {
            return new Boots(
                    present,
                    replaced,
                    rivals.filter(two -> heardAt.isBefore(two.switchedAt().plus(patience.goneAfter()))));
        }
        if (isLate(bootId, heardAt, patience)) {
            return this;
        }
        boolean cameBack = replaced.stream().anyMatch(boot -> boot.bootId().equals(bootId));
        Optional<Rivals> now = rivals.isPresent() || cameBack
                ? Optional.of(new Rivals(rivals.map(Rivals::since).orElse(heardAt), heardAt))
                : Optional.empty();
        return new Boots(Optional.of(bootId), replacing(bootId, heardAt), now);
    }

    private boolean isPresent(String bootId) {
        return present.filter(bootId::equals).isPresent();
    }

    private List<Replaced> replacing(String bootId, Instant heardAt) {
        List<Replaced> after = new ArrayList<>();
        after.add(new Replaced(present.orElseThrow(), heardAt));
        replaced.stream().filter(boot -> !boot.bootId().equals(bootId)).forEach(after::add);
        return after.subList(0, Math.min(KEPT, after.size()));
    }
}
