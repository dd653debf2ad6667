package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmRefusal;

/** Texts that people write for people. */
final class Sentences {
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST = 2000;

    private Sentences() {}

    /** @throws dev.offpeak.arm.RefusedException when it is missing or too long */
    static String name(String target, String given) {
        return text(target, given, LONGEST_NAME);
    }

    /** @throws dev.offpeak.arm.RefusedException when it is missing or too long */
    static String sentence(String target, String given) {
        return text(target, given, LONGEST);
    }

    private static String text(String target, String given, int longest) {
        if (given == null || given.isBlank() || given.length() > longest) {
            throw ArmRefusal.invalidParameter(
                            target, "'" + target + "' must be a text of 1 to " + longest + " characters.")
                    .asException();
        }
        return given;
    }
}
