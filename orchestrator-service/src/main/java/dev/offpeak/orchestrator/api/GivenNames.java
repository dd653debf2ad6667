package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmRefusal;
import java.util.regex.Pattern;

/** The names that people give to releases and policies: they are part of paths, and of ids in the audit log. */
final class GivenNames {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

    private GivenNames() {}

    /**
     * @param name null when it is missing
     * @param example a good one
     * @throws dev.offpeak.arm.RefusedException that says what a name must be
     */
    static void check(String name, String example) {
        if (name == null || !FORM.matcher(name).matches()) {
            throw ArmRefusal.invalidParameter(
                            "name",
                            "The name must be 1 to 80 letters, digits, dots, dashes and underscores, such as '"
                                    + example + "'.")
                    .asException();
        }
    }
}
