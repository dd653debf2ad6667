package dev.offpeak.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One PostgreSQL server on 127.0.0.1 that this process starts, and stops when it is closed or the JVM is told to end.
 *
 * <ol>
 *   <li>A folder that holds data is opened as it is; an empty one is initialised.
 *   <li>A server that outlived its starter on the same folder (after kill -9) is adopted.
 *   <li>A port that someone else holds is refused: another server is never taken for ours.
 *   <li>A start that fails because a dead server still lets go of its memory is tried again.
 * </ol>
 *
 * <p>It trusts every local connection: it is for one machine and for tests, behind 127.0.0.1.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String USER = "postgres";
    private static final String PASSWORD = "postgres";
    private static final Duration STARTUP = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 3;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(2);
    private static final Pattern DATABASE_NAME = Pattern.compile("[a-z][a-z0-9_]*");

    private final EmbeddedPostgres server;
    private final Path dataDirectory;

    private PostgresServer(EmbeddedPostgres server, Path dataDirectory) {
        this.server = server;
        this.dataDirectory = dataDirectory;
    }

    /**
     * Starts a server, or adopts the one that still runs on that folder.
     *
     * @param home where data and programs go; created where absent
     * @param port 0 means any free one
     * @param durable whether a commit survives a crash of the machine; false is for tests only
     * @throws ServerStartException with one line that says what to do
     */
    public static PostgresServer start(Path home, int port, boolean durable) {
        return start(home, home.toAbsolutePath().resolve("programs"), port, durable);
    }

    /** The same with the programs in a folder that servers share: they are unpacked there once. */
    static PostgresServer start(Path home, Path programs, int port, boolean durable) {
        Path data = home.toAbsolutePath().resolve("data");
        Disk.prepare(home.toAbsolutePath());
        OptionalInt running = portOfRunningServer(data);
        int chosen = running.isPresent() && port == 0 ? running.getAsInt() : port == 0 ? Ports.free() : port;
        if (running.isPresent() && running.getAsInt() != chosen) {
            throw new ServerStartException("An earlier PostgreSQL still runs on " + data + " with port "
                    + running.getAsInt() + ": end it (process " + pidOf(data) + ") or use that port.");
        }
        if (running.isEmpty() && Ports.isTaken(chosen)) {
            throw new ServerStartException(
                    "Port " + chosen + " is in use by another program: end it, or choose another port for PostgreSQL.");
        }
        PostgresServer server =
                new PostgresServer(startWithRetries(home.toAbsolutePath(), programs, data, chosen, durable), data);
        server.refuseStranger();
        return server;
    }

    private static EmbeddedPostgres startWithRetries(Path home, Path programs, Path data, int port, boolean durable) {
        String onOff = durable ? "on" : "off";
        for (int attempt = 1; ; attempt++) {
            try {
                return EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setOverrideWorkingDirectory(programs.toFile())
                        .setPort(port)
                        .setPgBinaryResolver(PostgresServer::binaries)
                        .setPGStartupWait(STARTUP)
                        .setServerConfig("fsync", onOff)
                        .setServerConfig("synchronous_commit", onOff)
                        .setServerConfig("full_page_writes", onOff)
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setServerConfig("unix_socket_directories", "")
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("timezone", "UTC")
                        .setOutputRedirector(ProcessBuilder.Redirect.appendTo(logFile(home)))
                        .start();
            } catch (IOException | RuntimeException e) {
                if (attempt == ATTEMPTS) {
                    throw new ServerStartException(
                            "PostgreSQL did not start on " + data + " (" + e.getMessage() + "): see " + logFile(home)
                                    + "; a folder that is broken beyond repair has to be moved away.",
                            e);
                }
                pause();
            }
        }
    }

    private static File logFile(Path home) {
        return home.resolve("postgresql.log").toFile();
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(BETWEEN_ATTEMPTS.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while PostgreSQL was starting.", e);
        }
    }

    /** Adopting goes by the port, so what answers there must be asked whose data it serves. */
    private void refuseStranger() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), USER, PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("SHOW data_directory")) {
            answer.next();
            Path served = Path.of(answer.getString(1));
            if (!Files.isSameFile(served, dataDirectory)) {
                throw new ServerStartException("Port " + port() + " belongs to a PostgreSQL with the data of " + served
                        + ": end it, or choose another port.");
            }
        } catch (SQLException | IOException e) {
            throw new ServerStartException(
                    "PostgreSQL on port " + port() + " does not answer as ours (" + e.getMessage() + ").", e);
        }
    }

    private static List<String> pidFile(Path data) {
        try {
            return Files.readAllLines(data.resolve("postmaster.pid"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String pidOf(Path data) {
        List<String> lines = pidFile(data);
        return lines.isEmpty() ? "unknown" : lines.get(0).trim();
    }

    /** The port of a server that runs on that folder: postmaster.pid has the process in line 1, the port in line 4. */
    private static OptionalInt portOfRunningServer(Path data) {
        List<String> lines = pidFile(data);
        if (lines.size() < 4) {
            return OptionalInt.empty();
        }
        try {
            long pid = Long.parseLong(lines.get(0).trim());
            int port = Integer.parseInt(lines.get(3).trim());
            boolean alive = ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
            return alive && Ports.isTaken(port) ? OptionalInt.of(port) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** The first on the class path: a build's class path may name the same artifact by several paths, which is no fault. */
    private static InputStream binaries(String system, String machine) throws IOException {
        boolean common = system.equalsIgnoreCase("Linux") && (machine.equals("x86_64") || machine.equals("amd64"));
        InputStream first = common ? PostgresServer.class.getResourceAsStream("/postgres-linux-x86_64.txz") : null;
        return first != null ? first : DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
    }

    /**
     * Creates that database unless it is there. Its texts are compared byte by byte: in the same order on every machine, and quicker.
     *
     * @param name lower case letters, digits and underscores
     */
    public void createDatabase(String name) {
        execute(
                "SELECT 1 FROM pg_database WHERE datname = '" + checked(name) + "'",
                "CREATE DATABASE \"" + name + "\" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
    }

    /** Creates a database with everything that the other one has; nobody may be connected to that one. */
    void copyDatabase(String from, String to) {
        execute("SELECT 1 WHERE false", "CREATE DATABASE \"" + checked(to) + "\" TEMPLATE \"" + checked(from) + "\"");
    }

    /** Drops that database with everything in it, unless it is not there; its connections are ended. */
    public void dropDatabase(String name) {
        execute("SELECT 1 WHERE false", "DROP DATABASE IF EXISTS \"" + checked(name) + "\" WITH (FORCE)");
    }

    private static String checked(String name) {
        if (!DATABASE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a database name: " + name);
        }
        return name;
    }

    /** Runs the command unless the question has an answer. */
    private void execute(String unless, String command) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            boolean done;
            try (ResultSet answer = statement.executeQuery(unless)) {
                done = answer.next();
            }
            if (!done) {
                statement.execute(command);
            }
        } catch (SQLException e) {
            throw new ServerStartException("PostgreSQL refused: " + command + " (" + e.getMessage() + ").", e);
        }
    }

    public int port() {
        return server.getPort();
    }

    public String user() {
        return USER;
    }

    public String password() {
        return PASSWORD;
    }

    /** For JDBC; user and password go apart. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    /** For the reactive client; user and password go apart. */
    public String reactiveUrl(String database) {
        return "postgresql://127.0.0.1:" + port() + "/" + database;
    }

    /** Stops the server; its data stays. Twice changes nothing. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new ServerStartException(
                    "PostgreSQL on " + dataDirectory + " did not stop (" + e.getMessage() + ").", e);
        }
    }
}
