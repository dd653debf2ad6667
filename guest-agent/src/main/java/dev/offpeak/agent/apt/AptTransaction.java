package dev.offpeak.agent.apt;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What apt would do, as {@code apt-get -s install} prints it.
 *
 * @param touched plain names of the packages that it would install, upgrade or remove
 * @param removed those that it would remove
 */
record AptTransaction(Set<String> touched, Set<String> removed) {
    private static final Pattern STEP = Pattern.compile("^(Inst|Remv|Purg) (\\S+)");

    static AptTransaction of(String simulated) {
        AptTransaction found = new AptTransaction(new LinkedHashSet<>(), new LinkedHashSet<>());
        for (String line : simulated.split("\n")) {
            Matcher step = STEP.matcher(line);
            if (step.find()) {
                String name = AptNames.plain(step.group(2));
                found.touched.add(name);
                if (!step.group(1).equals("Inst")) {
                    found.removed.add(name);
                }
            }
        }
        return found;
    }
}
