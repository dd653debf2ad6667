package dev.offpeak.demo;

import dev.offpeak.demo.verify.RuleReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How it went.
 *
 * @param vms simulated VMs
 * @param eligible those that were tried, or could have been
 * @param patched whose instance view shows a succeeded installation of this release
 * @param failed whose last attempt failed
 * @param held how many got no order, by reason
 * @param unaccounted names of VMs that reached no end
 * @param phases of the plan
 * @param rolloutState as the orchestrator spells it
 * @param virtualDays platform time from publication to the end
 * @param realSeconds from the start of the command to the end, the build left out
 * @param rules what the independent check found
 * @param restarts how often processes of the platform died and were started again
 * @param ownMachineLine what came of the machine it ran on
 * @param ownCriticalAndSecurity its pending patches; empty when it was left out
 * @param ownOthers its pending patches; empty when it was left out
 * @param missing what keeps it from being a success, a sentence each; empty for exit status 0
 */
record Summary(
        int vms,
        int eligible,
        int patched,
        int failed,
        Map<String, Integer> held,
        List<String> unaccounted,
        int phases,
        String rolloutState,
        double virtualDays,
        long realSeconds,
        List<RuleReport> rules,
        int restarts,
        String ownMachineLine,
        Optional<Integer> ownCriticalAndSecurity,
        Optional<Integer> ownOthers,
        List<String> missing) {
    private static final int MOST_VIOLATIONS = 5;

    boolean isSuccess() {
        return missing.isEmpty();
    }

    /** The table, for people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(row("VMs", vms + ", " + eligible + " of them eligible"));
        lines.add(row("patched", patched + (eligible == 0 ? "" : " (" + percent() + " of the eligible)")));
        lines.add(row("failed", failed));
        lines.add(row("held", held.isEmpty() ? "0" : held.toString()));
        lines.add(row("phases", phases + ", rollout " + rolloutState));
        lines.add(row("virtual days", String.format("%.1f", virtualDays)));
        lines.add(row("real seconds", realSeconds));
        if (restarts > 0) {
            lines.add(row("restarts", restarts + " processes died on the way and were started again"));
        }
        lines.add("");
        lines.add("  rule  checked  broken  what it says");
        for (RuleReport rule : rules) {
            lines.add(String.format(
                    "  %-4s %8d %7d  %s",
                    rule.rule(), rule.exercised(), rule.violations().size(), rule.title()));
            rule.violations().stream().limit(MOST_VIOLATIONS).forEach(what -> lines.add("         " + what));
        }
        lines.add("");
        lines.add("  " + ownMachineLine);
        missing.forEach(what -> lines.add("  MISSING: " + what));
        lines.add(isSuccess() ? "  All is well." : "  This was not a success.");
        return lines;
    }

    private static String row(String name, Object value) {
        return String.format("  %-14s %s", name, value);
    }

    private String percent() {
        return String.format("%.1f %%", 100.0 * patched / eligible);
    }
}
