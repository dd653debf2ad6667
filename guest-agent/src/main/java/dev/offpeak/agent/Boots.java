package dev.offpeak.agent;

import java.io.IOException;

/** The machine's boots. */
interface Boots {
    /** Id of the present one; another one proves a reboot. */
    String id();

    /**
     * Asks for a reboot, which ends the agent soon.
     *
     * @throws IOException when that can't be done; the message says why
     */
    void reboot() throws IOException, InterruptedException;
}
