package dev.offpeak.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One PostgreSQL and one broker per JVM, for tests: started when first asked for, stopped when the JVM ends. */
public final class TestServers {
    private static final String USER = "offpeak";
    private static final String PASSWORD = "offpeak";
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final Map<String, String> MIGRATED = new HashMap<>();

    /** Of all builds of this user: unpacking them takes longer than starting a server. */
    private static final Path PROGRAMS =
            Path.of(System.getProperty("java.io.tmpdir"), "offpeak-postgres-" + System.getProperty("user.name"));

    private static PostgresServer postgres;
    private static AmqpBroker broker;

    private TestServers() {}

    /** The server; not durable. */
    public static synchronized PostgresServer postgres() {
        if (postgres == null) {
            Path home = temporaryFolder();
            PostgresServer started = PostgresServer.start(home, PROGRAMS, 0, false);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                started.close();
                delete(home);
            }));
            postgres = started;
        }
        return postgres;
    }

    /** The broker; in memory. */
    public static synchronized AmqpBroker broker() {
        if (broker == null) {
            broker = AmqpBroker.startInMemory(0, USER, PASSWORD);
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        }
        return broker;
    }

    /** Stops the broker and starts a new, empty one on the same port: what a service must survive. */
    public static synchronized void restartBroker() {
        AmqpBroker old = broker();
        old.close();
        broker = AmqpBroker.startInMemory(old.port(), USER, PASSWORD);
    }

    /** A new connection to the broker. */
    public static BrokerClient client() {
        AmqpBroker running = broker();
        return BrokerClient.connect("127.0.0.1", running.port(), running.user(), running.password());
    }

    /** A new, empty database; its name starts with the given one (lower case letters, digits, underscores). */
    public static String freshDatabase(String name) {
        String unique = uniqueName(name);
        postgres().createDatabase(unique);
        return unique;
    }

    /**
     * A new database as a migration leaves an empty one. It runs once in a JVM for each name; every database after the first one is a
     * copy, which takes a fraction of the time.
     *
     * @param migration is given the address for JDBC of the empty database, and must leave no connection open
     */
    public static synchronized String migratedDatabase(String name, Consumer<String> migration) {
        String template = MIGRATED.computeIfAbsent(name, key -> {
            String migrated = freshDatabase(key);
            migration.accept(postgres().jdbcUrl(migrated));
            return migrated;
        });
        String unique = uniqueName(name);
        postgres().copyDatabase(template, unique);
        return unique;
    }

    private static String uniqueName(String name) {
        return name + "_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("offpeak-postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
