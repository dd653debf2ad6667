package dev.offpeak.demo.verify;

import java.util.List;
import java.util.Set;

/** I1: automatic runs install Critical and Security patches, and nothing else. */
final class ClassificationRule implements Rule {
    private static final Set<String> WANTED = Set.of("Critical", "Security");

    @Override
    public String number() {
        return "I1";
    }

    @Override
    public String title() {
        return "only Critical and Security patches installed";
    }

    @Override
    public long check(Evidence evidence, List<String> violations) {
        long exercised = 0;
        for (Attempt attempt : evidence.attempts()) {
            for (JournalLine line : attempt.lines()) {
                if (line.is(JournalLine.PATCH_INSTALLED)) {
                    exercised++;
                    String classification = line.classification().orElse("no classification");
                    if (!WANTED.contains(classification)) {
                        violations.add(attempt + " installed a patch of " + classification + ".");
                    }
                }
            }
        }
        return exercised;
    }
}
