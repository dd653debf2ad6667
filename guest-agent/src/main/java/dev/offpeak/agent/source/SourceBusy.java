package dev.offpeak.agent.source;

import java.io.IOException;

/** Someone else was using the package manager for all of the time there was; the message names who. */
public final class SourceBusy extends IOException {
    public SourceBusy(String message) {
        super(message);
    }
}
