package dev.offpeak.agent;

import dev.offpeak.agent.command.Commands;
import dev.offpeak.agent.command.Output;
import dev.offpeak.agent.command.Patience;
import dev.offpeak.agent.source.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The boots of the machine that the agent runs on. */
final class SystemBoots implements Boots {
    private static final Duration TO_ANSWER = Duration.ofMinutes(1);
    private static final Duration TO_GO_DOWN = Duration.ofMinutes(5);

    private final Commands commands;

    /** @param root where the disk of the machine is that is patched; below a folder of this one, it is not what would reboot */
    SystemBoots(Path root) {
        this.commands = new Commands(root, Patience.USUAL, Map.of());
    }

    @Override
    public String id() {
        return Machine.bootId();
    }

    @Override
    public void reboot() throws IOException, InterruptedException {
        if (!commands.isOwnMachine()) {
            throw new IOException("A reboot is needed, but the machine runs elsewhere: reboot it yourself.");
        }
        Output output =
                commands.run(Deadline.within(TO_ANSWER), List.of("shutdown", "-r", "now", "Patches were installed."));
        if (!output.isGood()) {
            throw new IOException("shutdown ended with " + output.status() + ": "
                    + output.errors().strip());
        }
        Thread.sleep(TO_GO_DOWN.toMillis());
        throw new IOException("The reboot was asked for, but the machine was still running " + TO_GO_DOWN.toMinutes()
                + " minutes later.");
    }
}
