package dev.offpeak.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is demonstrated.
 *
 * @param vms how many simulated VMs, at least {@link #FEWEST_VMS}
 * @param seed of the fleet, its guests and the release
 * @param failureRate probability that one installation attempt fails, 0 to {@link #HIGHEST_FAILURE_RATE}
 * @param json where the summary goes for machines; empty for nowhere
 * @param keep whether the platform goes on running afterwards
 * @param data folder of the platform, new or empty; empty for one of its own, removed after success
 * @param clockSpeed how fast platform time may run while nothing is under way
 * @param httpsPort of the gateway; 0 for any free one
 * @param httpPort of the gateway; 0 for any free one
 * @param ownMachine whether the machine it runs on is enrolled besides
 * @param patience real time after which it gives up
 */
record DemoOptions(
        int vms,
        long seed,
        double failureRate,
        Optional<Path> json,
        boolean keep,
        Optional<Path> data,
        double clockSpeed,
        int httpsPort,
        int httpPort,
        boolean ownMachine,
        Duration patience) {
    /** Fewer can't put every rule to the test. */
    static final int FEWEST_VMS = 24;

    /** More would be halted by any sensible policy, and is no demonstration. */
    static final double HIGHEST_FAILURE_RATE = 0.3;

    private static final int MANY_VMS = 100;

    DemoOptions {
        if (vms < FEWEST_VMS || vms > 20_000) {
            throw new IllegalArgumentException("--vms must be from " + FEWEST_VMS + " to 20000, but is " + vms + ".");
        }
        if (!(failureRate >= 0 && failureRate <= HIGHEST_FAILURE_RATE)) {
            throw new IllegalArgumentException(
                    "--failure-rate must be from 0 to " + HIGHEST_FAILURE_RATE + ", but is " + failureRate + ".");
        }
        if (!(clockSpeed >= 100 && clockSpeed <= 50_000)) {
            throw new IllegalArgumentException("--clock-speed must be from 100 to 50000, but is " + clockSpeed + ".");
        }
        if (httpsPort < 0 || httpsPort > 65_535 || httpPort < 0 || httpPort > 65_535) {
            throw new IllegalArgumentException("A port must be from 0 to 65535.");
        }
    }

    /** Eight for a real fleet, two pairs for a handful. */
    int regions() {
        return vms >= MANY_VMS ? 8 : 4;
    }

    /** What the release's policy asks for. */
    int phases() {
        return vms >= MANY_VMS ? 3 : 2;
    }

    /**
     * The default, and where failures were asked for room for them: two VMs of a batch of two would be a right reason to halt,
     * and the end of the demonstration.
     */
    double maxFailedShare() {
        return failureRate == 0 ? 0.2 : Math.min(1, 0.5 + 2 * failureRate);
    }
}
