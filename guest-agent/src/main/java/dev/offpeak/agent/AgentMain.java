package dev.offpeak.agent;

import com.fasterxml.jackson.databind.SerializationFeature;
import dev.offpeak.agent.ComputeConnection.CallFailed;
import dev.offpeak.agent.source.PatchSource;
import dev.offpeak.contracts.agent.Enrollment;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The agent's command line. */
@Command(
        name = "guest-agent",
        mixinStandardHelpOptions = true,
        version = AgentProcess.VERSION,
        description = "The program in the guest: assesses and patches it, and reports to the platform.")
public final class AgentMain {
    private static final int FAILED = 1;
    private static final int NOT_SUPPORTED = 2;
    /** Its service starts it again. */
    private static final int START_AGAIN = 3;
    /** The platform wants it no more: its service leaves it at that. */
    private static final int NOT_WANTED = 4;

    @Spec
    private CommandSpec spec;

    /** Runs the command that the arguments name and exits with its status. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new AgentMain()).setExecutionExceptionHandler((failure, command, result) -> {
            command.getErr().println("guest-agent: " + failure.getMessage());
            return FAILED;
        });
    }

    /** Either the token or the file that holds it. */
    static final class Token {
        @Option(names = "--token", required = true, description = "One-time token of the VM.")
        private Optional<String> text;

        @Option(names = "--token-file", required = true, description = "File with the one-time token.")
        private Optional<Path> file;

        /** Another token may be left there later. */
        Optional<Path> absoluteFile() {
            return file.map(Path::toAbsolutePath);
        }

        String read() throws IOException {
            return text.isPresent()
                    ? text.get()
                    : Files.readString(file.orElseThrow()).strip();
        }
    }

    @Command(name = "enroll", description = "Introduces this machine to the platform, once, and keeps the credential.")
    int enroll(
            @Option(names = "--url", required = true, description = "Address of compute-service's listener for agents.")
                    URI url,
            @Option(names = "--vm-id", required = true, description = "The VM's vmId.") String vmId,
            @ArgGroup(multiplicity = "1") Token token,
            @Option(names = "--state", required = true, description = "Folder for the agent's state.") Path folder)
            throws IOException, InterruptedException, CallFailed {
        StateFolder state = new StateFolder(folder);
        ComputeConnection compute = new ComputeConnection(url, date -> {});
        Optional<AgentState> known = state.read();
        if (known.isPresent()) {
            if (!known.get().vmId().equals(vmId)) {
                throw new ParameterException(
                        spec.commandLine(),
                        folder + " belongs to VM " + known.get().vmId() + ": name another folder with --state.");
            }
            if (holds(known.get(), compute)) {
                say("already enrolled as " + vmId);
                return 0;
            }
        }
        Enrollment enrollment =
                compute.enroll(new EnrollmentRequest(vmId, token.read(), AgentProcess.VERSION, Machine.bootId()));
        state.write(known.map(before -> before.withCredential(enrollment.credential()))
                .orElseGet(() ->
                        AgentState.enrolled(url, enrollment.vmId(), enrollment.credential(), token.absoluteFile())));
        say("enrolled as " + enrollment.vmId());
        return 0;
    }

    /** Whether the platform still takes its credential; one that was revoked needs another enrolment. */
    private static boolean holds(AgentState enrolled, ComputeConnection compute)
            throws InterruptedException, CallFailed {
        try {
            compute.goalState(enrolled, OptionalLong.empty(), Duration.ZERO);
            return true;
        } catch (CallFailed e) {
            if (e.isUnauthorized()) {
                return false;
            }
            throw e;
        }
    }

    @Command(
            name = "run",
            description = "Beats, polls, assesses and installs what the platform orders until it is told to end.")
    int run(
            @Option(names = "--state", required = true, description = "Folder for the agent's state.") Path folder,
            @Option(names = "--assess-only", description = "Changes nothing on the machine and refuses to install.")
                    boolean assessOnly,
            @Option(
                            names = "--root",
                            defaultValue = "/",
                            description =
                                    "Folder below which the disk of the machine is that is to be patched, by chroot.")
                    Path root)
            throws IOException, InterruptedException {
        StateFolder state = new StateFolder(folder);
        AgentState enrolled = state.read()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), folder + " holds no state: run 'guest-agent enroll' first."));
        Optional<PatchSource> source = Sources.of(root, !assessOnly);
        if (source.isEmpty()) {
            say(Sources.whyNone());
        }
        AgentProcess process =
                new AgentProcess(state, enrolled, source, !assessOnly, new SystemBoots(root), OwnProgram.running());
        String why = process.run();
        spec.commandLine().getErr().println("guest-agent: " + why);
        return process.isToStartAgain() ? START_AGAIN : NOT_WANTED;
    }

    @Command(name = "assess", description = "Prints what this machine lacks, as JSON; changes and reports nothing.")
    int assess(
            @Option(
                            names = "--root",
                            defaultValue = "/",
                            description = "Folder below which the machine's disk is, by chroot.")
                    Path root)
            throws IOException, InterruptedException {
        Optional<PatchSource> source = Sources.of(root, false);
        if (source.isEmpty()) {
            spec.commandLine().getErr().println("guest-agent: " + Sources.whyNone());
            return NOT_SUPPORTED;
        }
        spec.commandLine()
                .getOut()
                .println(ProtocolJson.mapper()
                        .writer()
                        .with(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(source.get().scan()));
        return 0;
    }

    private void say(String sentence) {
        spec.commandLine().getOut().println("guest-agent: " + sentence);
    }
}
