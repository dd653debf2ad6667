package dev.offpeak.demo.verify;

import java.util.List;
import java.util.Optional;

/** O4: two zones of a region are never in flight together; VMs in none count as a zone of their own. */
final class ZonesRule implements Rule {
    @Override
    public String number() {
        return "O4";
    }

    @Override
    public String title() {
        return "zones of a region never in flight together";
    }

    @Override
    public long check(Evidence evidence, List<String> violations) {
        long exercised = 0;
        for (List<Attempt> region :
                evidence.attemptsBy(vm -> Optional.of(vm.region())).values()) {
            for (int i = 1; i < region.size(); i++) {
                Attempt next = region.get(i);
                exercised += next.vm().zone().equals(region.get(i - 1).vm().zone()) ? 0 : 1;
                region.subList(0, i).stream()
                        .filter(before -> !before.vm().zone().equals(next.vm().zone()) && before.overlaps(next))
                        .forEach(before -> violations.add("Zones " + before.vm().zone() + " and "
                                + next.vm().zone() + " of " + next.vm().region() + " were in flight together: " + before
                                + " and " + next + "."));
            }
        }
        return exercised;
    }
}
