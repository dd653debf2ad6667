package dev.offpeak.agent;

import dev.offpeak.agent.apt.AptSource;
import dev.offpeak.agent.source.PatchSource;
import java.nio.file.Path;
import java.util.Optional;

/** The package managers that the agent knows. */
final class Sources {
    private Sources() {}

    /**
     * The one of the machine whose disk is there; empty when it has none that the agent knows.
     *
     * @param mayInstall whether more than scans will be asked of it
     */
    static Optional<PatchSource> of(Path root, boolean mayInstall) {
        return AptSource.find(root, mayInstall).map(apt -> apt);
    }

    /** Why {@link #of} is empty. */
    static String whyNone() {
        return "No apt-get on this machine (" + Machine.osName()
                + "): so far the agent knows Debian-like systems only.";
    }
}
