package dev.offpeak.local.process;

import dev.offpeak.embedded.AmqpBroker;
import dev.offpeak.embedded.PostgresServer;
import dev.offpeak.embedded.ServerStartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The process that keeps one embedded server: the database or the broker. Apart from the launcher, so that each can die
 * and come back alone, and so that they end after the services that use them. SIGTERM stops the server.
 */
public final class ServerProcess {
    /** Environment variable with the broker's password: arguments can be read by everyone on the machine. */
    public static final String PASSWORD_VARIABLE = "OFFPEAK_BROKER_PASSWORD";

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private ServerProcess() {}

    /** {@code postgres FOLDER PORT DATABASE…} or {@code broker FOLDER PORT USER}. */
    public static void main(String[] arguments) throws InterruptedException {
        List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
        Path folder = Path.of(rest.get(0));
        int port = Integer.parseInt(rest.get(1));
        try {
            if (arguments[0].equals("postgres")) {
                keepPostgres(folder, port, rest.subList(2, rest.size()));
            } else {
                keepBroker(folder, port, rest.get(2));
            }
        } catch (ServerStartException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Ends with the database, so that the launcher starts both again. The library's own hook stops it on SIGTERM. */
    private static void keepPostgres(Path folder, int port, List<String> databases) throws InterruptedException {
        PostgresServer server = PostgresServer.start(folder, port, true);
        databases.forEach(server::createDatabase);
        System.out.println("PostgreSQL listens on port " + server.port());
        while (!FreePorts.isFree(port)) {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
        throw new ServerStartException("PostgreSQL has ended.");
    }

    private static void keepBroker(Path folder, int port, String user) throws InterruptedException {
        AmqpBroker broker = AmqpBroker.start(folder, port, user, System.getenv(PASSWORD_VARIABLE));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop-broker"));
        System.out.println("The broker listens on port " + broker.port());
        new CountDownLatch(1).await();
    }
}
