package dev.offpeak.local;

import dev.offpeak.embedded.BrokerClient;
import dev.offpeak.embedded.DeadLetter;
import dev.offpeak.embedded.DeadLetters;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Messages that a service could not take: what they are, and sending them back. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Look at messages that no service could take, and send them back.",
        subcommands = {
            DeadLettersCommand.ListLetters.class,
            DeadLettersCommand.Show.class,
            DeadLettersCommand.Replay.class
        })
final class DeadLettersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 2;
    }

    private static DeadLetters open(DataOption data) throws IOException {
        PlatformState state = data.running();
        Secrets secrets = Secrets.in(data.folder().secrets());
        return new DeadLetters(
                BrokerClient.connect("127.0.0.1", state.brokerPort(), Recipes.BROKER_USER, secrets.brokerPassword()));
    }

    private static PlatformException unknown(String id) {
        return new PlatformException("No dead letter has the id " + id + ": see ./offpeak dead-letters list.");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "One line for each, the oldest first.")
    static final class ListLetters implements Callable<Integer> {
        @Mixin
        private DataOption data;

        @Override
        public Integer call() throws IOException {
            try (DeadLetters letters = open(data)) {
                List<DeadLetter> all = letters.list();
                all.forEach(letter -> System.out.println(line(letter)));
                System.out.println(all.isEmpty() ? "No dead letters." : all.size() + " in all.");
            }
            return 0;
        }

        private static String line(DeadLetter letter) {
            Optional<Duration> age = letter.age(Instant.now());
            return letter.id() + "  " + letter.type().orElse("of unknown type") + "  "
                    + age.map(since -> since.toSeconds() + " s old").orElse("of unknown age") + "  " + letter.reason();
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Everything about one of them.")
    static final class Show implements Callable<Integer> {
        @Mixin
        private DataOption data;

        @Parameters(paramLabel = "ID")
        private String id;

        @Override
        public Integer call() throws IOException {
            try (DeadLetters letters = open(data)) {
                DeadLetter letter = letters.show(id).orElseThrow(() -> unknown(id));
                System.out.println("id       " + letter.id());
                System.out.println("queue    " + letter.originalQueue().orElse("unknown"));
                System.out.println("type     " + letter.type().orElse("unknown"));
                System.out.println("subject  " + letter.subject().orElse("unknown"));
                System.out.println(
                        "sent     " + letter.sentAt().map(Instant::toString).orElse("unknown"));
                System.out.println("reason   " + letter.reason());
                System.out.println(letter.body());
            }
            return 0;
        }
    }

    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description = "Send one of them, or all, back to the queue it came from.")
    static final class Replay implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private DataOption data;

        @Option(names = "--all", description = "All of them whose queue is known.")
        private boolean all;

        @Parameters(paramLabel = "ID", arity = "0..1")
        private String id;

        @Override
        public Integer call() throws IOException {
            if (all == (id != null)) {
                throw new ParameterException(spec.commandLine(), "Name one id, or --all.");
            }
            try (DeadLetters letters = open(data)) {
                int sent = all ? letters.replayAll() : replayOne(letters);
                System.out.println(sent + " sent back.");
            }
            return 0;
        }

        private int replayOne(DeadLetters letters) {
            DeadLetter letter = letters.show(id).orElseThrow(() -> unknown(id));
            int sent = letters.replay(letter.id());
            if (sent == 0) {
                throw new PlatformException("Nothing tells which queue " + id + " came from: it stays where it is.");
            }
            return sent;
        }
    }
}
