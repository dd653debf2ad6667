package dev.offpeak.demo.verify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** O6: one update domain of an availability set at a time, at most a fifth of it, under ten VMs one by one. */
final class SetsRule implements Rule {
    @Override
    public String number() {
        return "O6";
    }

    @Override
    public String title() {
        return "one update domain of a set at a time, at most 20 %, under ten one by one";
    }

    @Override
    public long check(Evidence evidence, List<String> violations) {
        Map<String, Integer> sizes = new HashMap<>();
        evidence.vms().forEach(vm -> vm.availabilitySet().ifPresent(set -> sizes.merge(set, 1, Integer::sum)));
        long exercised = 0;
        for (Map.Entry<String, List<Attempt>> set :
                evidence.attemptsBy(TopologyVm::availabilitySet).entrySet()) {
            int size = sizes.get(set.getKey());
            int allowed = size < 10 ? 1 : size / 5;
            String name = set.getKey().substring(set.getKey().lastIndexOf('/') + 1);
            for (int i = 1; i < set.getValue().size(); i++) {
                Attempt next = set.getValue().get(i);
                exercised++;
                set.getValue().subList(0, i).stream()
                        .filter(before ->
                                !before.vm().updateDomain().equals(next.vm().updateDomain()))
                        .filter(next::overlaps)
                        .forEach(before -> violations.add("Two update domains of set " + name
                                + " were in flight together: " + before + " and " + next + "."));
                long together = Together.at(next.received(), set.getValue());
                if (together > allowed) {
                    violations.add(together + " of " + size + " VMs of set " + name + " were in flight at "
                            + next.received() + ", " + allowed + " may be.");
                }
            }
        }
        return exercised;
    }
}
