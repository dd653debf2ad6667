package dev.offpeak.local;

import dev.offpeak.embedded.BrokerException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands behind {@code ./offpeak} that run or look at a platform on this machine. */
@Command(
        name = "offpeak",
        description = "Offpeak on one machine.",
        mixinStandardHelpOptions = true,
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            ForecastCommand.class,
            DeadLettersCommand.class,
            RoutesCommand.class
        })
public final class Main implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Exits 0 when it was done, 1 when it could not be, 2 when it was asked for wrongly. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler((wrong, arguments) -> {
                    CommandLine command = wrong.getCommandLine();
                    command.getErr()
                            .println("offpeak: " + wrong.getMessage() + " See ./"
                                    + command.getCommandSpec().qualifiedName() + " --help.");
                    return command.getCommandSpec().exitCodeOnInvalidInput();
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof PlatformException || failure instanceof BrokerException) {
                        command.getErr().println("offpeak: " + failure.getMessage());
                        return 1;
                    }
                    throw failure;
                });
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 2;
    }
}
