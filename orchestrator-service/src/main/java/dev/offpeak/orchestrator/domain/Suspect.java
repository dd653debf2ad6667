package dev.offpeak.orchestrator.domain;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A patch that failed VMs share more than healthy ones.
 *
 * @param patch as an exclusion names it: a KB number, else the patch id
 * @param failedWith failed VMs that got it
 * @param failed all failed VMs
 * @param healthyWith healthy VMs that got it
 * @param healthy all healthy VMs
 * @param byChance how likely it is that it met at least so many failed VMs by chance alone (Fisher's exact test, one-sided)
 * @param convincing whether that is less than one in a hundred, even for as many patches as were looked at
 */
public record Suspect(
        String patch, int failedWith, int failed, int healthyWith, int healthy, double byChance, boolean convincing) {
    private static final int SHOWN = 10;
    private static final double CONVINCING = 0.01;

    /** What a person reads. */
    public String sentence() {
        return failedWith + " of " + failed + " failed VMs got it, and " + healthyWith + " of " + healthy
                + " healthy ones; that is as unlikely by chance alone as " + byChance + ".";
    }

    /** How many times as common it is among failed VMs as among all. */
    public double lift() {
        double ofFailed = (double) failedWith / failed;
        double ofAll = (double) (failedWith + healthyWith) / (failed + healthy);
        return ofFailed / ofAll;
    }

    /**
     * The suspects among the patches of those VMs, the likeliest first, at most {@value #SHOWN}; empty when every patch is as
     * common among healthy VMs, as when all got the same ones. Ties are broken by the patch's id.
     */
    public static List<Suspect> of(Collection<Trial> trials) {
        int tried = trials.stream().mapToInt(Trial::vms).sum();
        int failed = trials.stream().filter(Trial::failed).mapToInt(Trial::vms).sum();
        int healthy = tried - failed;
        SortedMap<String, int[]> counts = new TreeMap<>();
        for (Trial trial : trials) {
            for (String patch : trial.patches()) {
                counts.computeIfAbsent(patch, unseen -> new int[2])[trial.failed() ? 0 : 1] += trial.vms();
            }
        }
        double[] logFactorial = logFactorials(tried);
        return counts.entrySet().stream()
                .filter(entry -> (long) entry.getValue()[0] * healthy > (long) entry.getValue()[1] * failed)
                .map(entry -> {
                    int failedWith = entry.getValue()[0];
                    int healthyWith = entry.getValue()[1];
                    double byChance = tail(failedWith, failed, failedWith + healthyWith, tried, logFactorial);
                    return new Suspect(
                            entry.getKey(),
                            failedWith,
                            failed,
                            healthyWith,
                            healthy,
                            byChance,
                            byChance * counts.size() < CONVINCING);
                })
                .sorted(Comparator.comparingDouble(Suspect::byChance)
                        .thenComparing(Comparator.comparingDouble(Suspect::lift).reversed())
                        .thenComparing(Suspect::patch))
                .limit(SHOWN)
                .toList();
    }

    /** The chance to draw at least that many failed VMs when as many as got the patch are drawn blindly from all. */
    private static double tail(int atLeast, int failed, int with, int all, double[] logFactorial) {
        double sum = 0;
        for (int drawn = atLeast; drawn <= Math.min(failed, with); drawn++) {
            sum += Math.exp(logChoose(failed, drawn, logFactorial)
                    + logChoose(all - failed, with - drawn, logFactorial)
                    - logChoose(all, with, logFactorial));
        }
        return Math.min(1, sum);
    }

    private static double logChoose(int of, int chosen, double[] logFactorial) {
        return chosen < 0 || chosen > of
                ? Double.NEGATIVE_INFINITY
                : logFactorial[of] - logFactorial[chosen] - logFactorial[of - chosen];
    }

    private static double[] logFactorials(int upTo) {
        double[] logs = new double[upTo + 1];
        for (int i = 2; i <= upTo; i++) {
            logs[i] = logs[i - 1] + Math.log(i);
        }
        return logs;
    }
}
