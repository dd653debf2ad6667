package dev.offpeak.demo.verify;

import java.util.List;

/** One rule, as the check reads it. */
interface Rule {
    /** Its number in the rules of behaviour. */
    String number();

    /** What it says, in a few words. */
    String title();

    /**
     * Looks at everything that could have broken it.
     *
     * @param violations gets a sentence for each time it was broken
     * @return how often something happened that could have broken it
     */
    long check(Evidence evidence, List<String> violations);
}
