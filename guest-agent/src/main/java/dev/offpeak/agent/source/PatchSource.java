package dev.offpeak.agent.source;

import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.Patch;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Where a machine learns what it lacks, and gets it. An {@link IOException} says, in a sentence for people, why the package manager could
 * not; a {@link SourceBusy} that someone else was using it.
 */
public interface PatchSource {
    /** Brings what the machine knows of patches up to date; installs nothing. */
    void refresh(Deadline deadline) throws IOException, InterruptedException;

    /** Looks for patches, in what the machine knows; changes nothing on it. */
    Scan scan() throws IOException, InterruptedException;

    /** What is missing for a scan to be worth anything (rule E5), a sentence each; empty when nothing is. */
    List<String> missingRequirements();

    /**
     * Downloads, where that can be done apart from installing.
     *
     * @return the same patches in the same order, with the publish dates that the download told
     */
    List<Patch> fetch(List<Patch> patches, TimeFrame time) throws IOException, InterruptedException;

    /**
     * Repairs what an interrupted run left, then tries to install these and what they need.
     *
     * @param untouchable what must stay as it is (rule U4): nothing is installed that would change one of them
     */
    Attempt install(List<Patch> patches, List<Patch> untouchable, TimeFrame time)
            throws IOException, InterruptedException;

    /** The ids of those that the machine has, or something newer, by its own word. */
    Set<String> installed(List<Patch> patches) throws IOException, InterruptedException;

    /** Whether the machine says it needs a reboot. */
    boolean rebootPending() throws IOException, InterruptedException;

    /** Turns the machine's own automatic updates off, or gives them back as they were (rules P1, P5); done twice it changes nothing. */
    void settle(NativeUpdates wanted) throws IOException, InterruptedException;
}
