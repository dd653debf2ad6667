package dev.offpeak.agent;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where a machine learns what it lacks. */
interface PatchSource {
    /**
     * Looks for patches; changes nothing on the machine.
     *
     * @throws IOException when the package manager could not say; the message is for people
     */
    Scan scan() throws IOException, InterruptedException;

    /** What is missing for a scan to be worth anything (rule E5), a sentence each; empty when nothing is. */
    List<String> missingRequirements();

    /** The one for this machine; empty when it has no package manager that the agent knows. */
    static Optional<PatchSource> ofThisMachine() {
        return AptSource.find().map(apt -> apt);
    }

    /** Why {@link #ofThisMachine} is empty. */
    static String whyNone() {
        return "No apt-get on this machine (" + Machine.osName()
                + "): so far the agent assesses Debian-like systems only.";
    }
}
