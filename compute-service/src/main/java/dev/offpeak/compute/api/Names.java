package dev.offpeak.compute.api;

import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.RefusedException;
import java.util.regex.Pattern;

/** Which names new resources may have, as ARM has it; looking up a name that never can be is simply not found. */
final class Names {
    private static final Pattern GROUP = Pattern.compile("[\\p{L}\\p{N}_.()-]{0,89}[\\p{L}\\p{N}_()-]");
    private static final Pattern VIRTUAL_MACHINE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?");
    private static final Pattern AVAILABILITY_SET = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?");

    private Names() {}

    static void checkGroup(String name) {
        check(
                GROUP,
                name,
                "resourceGroupName",
                "up to 90 letters, digits, '_', '-', '.', '(' and ')', and not end with '.'");
    }

    static void checkVirtualMachine(String name) {
        check(
                VIRTUAL_MACHINE,
                name,
                "vmName",
                "1 to 64 letters, digits, '_', '-' and '.', begin with a letter or digit and not end with '.' or '-'");
    }

    static void checkAvailabilitySet(String name) {
        check(
                AVAILABILITY_SET,
                name,
                "availabilitySetName",
                "1 to 80 letters, digits, '_', '-' and '.', begin with a letter or digit and not end with '.' or '-'");
    }

    private static void check(Pattern pattern, String name, String parameter, String rule) {
        if (!pattern.matcher(name).matches()) {
            throw new RefusedException(ArmRefusal.invalidParameter(
                    parameter, "The name '" + name + "' is invalid. It must have " + rule + "."));
        }
    }
}
