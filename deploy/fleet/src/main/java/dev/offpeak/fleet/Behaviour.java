package dev.offpeak.fleet;

/**
 * How the fleet behaves. Equal settings and equal resource ids give equal guests.
 *
 * @param seed of everything that is random
 * @param failureRate probability that one installation attempt fails, 0 to 1, independent per attempt
 * @param silentShare share of guests whose agent falls silent for good at some time, 0 to 1
 * @param powerOffShare share of guests that are switched off for hours now and then, 0 to 1
 */
record Behaviour(long seed, double failureRate, double silentShare, double powerOffShare) {
    Behaviour {
        checkShare("failure rate", failureRate);
        checkShare("silent share", silentShare);
        checkShare("power-off share", powerOffShare);
    }

    private static void checkShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("The " + name + " must be between 0 and 1, but is " + value + ".");
        }
    }
}
