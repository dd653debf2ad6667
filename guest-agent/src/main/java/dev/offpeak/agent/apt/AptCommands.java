package dev.offpeak.agent.apt;

import dev.offpeak.agent.command.Commands;
import dev.offpeak.agent.command.Output;
import dev.offpeak.agent.source.Deadline;
import dev.offpeak.agent.source.SourceBusy;
import dev.offpeak.agent.source.TimeFrame;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs apt and dpkg; one that finds its lock held by somebody else is tried again until there is no time left to start. */
final class AptCommands {
    private static final Logger LOG = System.getLogger(AptCommands.class.getName());
    private static final Duration TO_ANSWER = Duration.ofMinutes(5);
    /** What they print that nobody is asked: configuration files that were changed by hand stay as they are. */
    private static final List<String> UNATTENDED = List.of(
            "-y",
            "-q",
            "-o",
            "Dpkg::Use-Pty=0",
            "-o",
            "APT::Status-Fd=1",
            "-o",
            "Dpkg::Options::=--force-confdef",
            "-o",
            "Dpkg::Options::=--force-confold");

    private final Commands commands;
    private final Duration betweenTries;

    /** @param betweenTries real time until a lock that was held is tried again */
    AptCommands(Commands commands, Duration betweenTries) {
        this.commands = commands;
        this.betweenTries = betweenTries;
    }

    /** What a program that only looks prints. */
    String ask(String... command) throws IOException, InterruptedException {
        Output output = commands.run(Deadline.within(TO_ANSWER), List.of(command));
        if (output.cutOff()) {
            throw new IOException(command[0] + " did not answer within " + TO_ANSWER.toMinutes() + " minutes.");
        }
        if (output.status() != 0) {
            throw new IOException(command[0] + " ended with " + output.status() + ": "
                    + output.errors().strip());
        }
        return output.out();
    }

    /** Runs apt-get, asking nobody anything. */
    Output aptGet(TimeFrame time, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("apt-get"));
        command.addAll(UNATTENDED);
        command.addAll(arguments);
        return run(time, command);
    }

    /**
     * Runs a program that needs a lock.
     *
     * @throws SourceBusy when somebody else held it for all of the time to start
     */
    Output run(TimeFrame time, List<String> command) throws IOException, InterruptedException {
        while (true) {
            Output output = commands.run(time.toEnd(), command);
            Optional<String> holder = output.status() == 0
                    ? Optional.empty()
                    : AptMessages.lockHolder(output.out() + "\n" + output.errors());
            if (holder.isEmpty()) {
                return output;
            }
            if (time.toStart().isOver()) {
                throw new SourceBusy("The package manager was in use for all of the time there was: " + holder.get()
                        + ". Let that end, or end it; it is tried again in the next window.");
            }
            LOG.log(Level.INFO, "Waiting: " + holder.get() + ".");
            Thread.sleep(betweenTries.toMillis());
        }
    }
}
