package dev.offpeak.demo.verify;

import java.util.List;
import java.util.Optional;

/**
 * O3: nobody's turn comes before the one ahead proved healthy. Where the guests can tell: the next VM of an availability set, and
 * the next zone of a region, begin only after the healthy sign of whoever was ahead. A VM that ended and never gave one keeps its
 * set waiting for as long as it is so.
 */
final class HealthFirstRule implements Rule {
    @Override
    public String number() {
        return "O3";
    }

    @Override
    public String title() {
        return "health proved before the next one's turn";
    }

    @Override
    public long check(Evidence evidence, List<String> violations) {
        long exercised = 0;
        for (List<Attempt> set :
                evidence.attemptsBy(TopologyVm::availabilitySet).values()) {
            for (int i = 1; i < set.size(); i++) {
                exercised += inTurn(set.subList(0, i), set.get(i), false, violations);
            }
        }
        for (List<Attempt> region :
                evidence.attemptsBy(vm -> Optional.of(vm.region())).values()) {
            for (int i = 1; i < region.size(); i++) {
                exercised += inTurn(region.subList(0, i), region.get(i), true, violations);
            }
        }
        return exercised;
    }

    private static long inTurn(List<Attempt> before, Attempt next, boolean zones, List<String> violations) {
        long turns = 0;
        for (Attempt ahead : before) {
            boolean another = zones
                    ? !ahead.vm().zone().equals(next.vm().zone())
                    : !ahead.vm().updateDomain().equals(next.vm().updateDomain());
            if (!another) {
                continue;
            }
            turns++;
            boolean provedHealthy =
                    ahead.healthy().filter(at -> !at.isAfter(next.received())).isPresent();
            // A region is freed by name when a guest never answers; its set is not.
            boolean neverAnswered = zones && ahead.healthy().isEmpty() && !ahead.overlaps(next);
            if (!provedHealthy && !neverAnswered) {
                violations.add(next + " began before " + ahead + " proved healthy.");
            }
        }
        return turns > 0 ? 1 : 0;
    }
}
