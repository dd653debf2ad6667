package dev.offpeak.orchestrator.domain;

import java.util.List;
import java.util.Optional;

/**
 * When the platform withdraws a patch by itself after a halt, and goes on without it. The evidence must leave no doubt: a patch that
 * is convincing (as {@link Suspect} has it), beyond both thresholds, and likelier than every other one. Two patches that came to the
 * same VMs are for a person to tell apart.
 *
 * @param byChanceBelow how unlikely it must be that it met so many failed VMs by chance alone; above 0, at most 0.01
 * @param failedVms how many failed VMs must have got it, at least 1
 */
public record AutomaticWithdrawal(double byChanceBelow, int failedVms) {
    /** One in a thousand, three VMs. */
    public static final AutomaticWithdrawal DEFAULT = new AutomaticWithdrawal(0.001, 3);

    /** The least convincing evidence that may be asked for. */
    public static final double WEAKEST = 0.01;

    /** The patch to withdraw; empty when the evidence names none, or one that is withdrawn already. */
    public Optional<Suspect> guilty(HaltEvidence evidence, List<WithdrawnPatch> withdrawn) {
        List<Suspect> suspects = evidence.suspects();
        if (suspects.isEmpty()) {
            return Optional.empty();
        }
        Suspect first = suspects.get(0);
        boolean alone = suspects.size() == 1 || suspects.get(1).byChance() > first.byChance();
        boolean known = withdrawn.stream().anyMatch(patch -> patch.patch().equalsIgnoreCase(first.patch()));
        return Optional.of(first)
                .filter(suspect -> alone && !known && suspect.convincing())
                .filter(suspect -> suspect.byChance() < byChanceBelow && suspect.failedWith() >= failedVms);
    }
}
