package dev.offpeak.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {
    private static String ask(PostgresServer server, String database, String question) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(database), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            if (!statement.execute(question)) {
                return "";
            }
            try (ResultSet answer = statement.getResultSet()) {
                return answer.next() ? answer.getString(1) : "";
            }
        }
    }

    @Test
    void keepsDataAcrossARestartAndIsDurable(@TempDir Path home) throws SQLException {
        int port;
        try (PostgresServer server = PostgresServer.start(home, 0, true)) {
            port = server.port();
            server.createDatabase("features");
            server.createDatabase("features");
            ask(server, "features", "CREATE TABLE kept AS SELECT 42 AS answer");
            assertThat(ask(server, "features", "SHOW fsync")).isEqualTo("on");
        }

        try (PostgresServer server = PostgresServer.start(home, port, true)) {
            assertThat(ask(server, "features", "SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void refusesAStrangersPortAndNamesThatAreNone(@TempDir Path home, @TempDir Path other) {
        try (PostgresServer server = PostgresServer.start(home, 0, false)) {
            assertThatThrownBy(() -> PostgresServer.start(other, server.port(), false))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("in use");
            assertThatThrownBy(() -> server.createDatabase("x; DROP TABLE y"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void adoptsTheServerThatOutlivedItsStarter(@TempDir Path home)
            throws IOException, InterruptedException, SQLException {
        Process starter = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int port = portSaidBy(starter);
        starter.destroyForcibly().waitFor();

        try (PostgresServer adopted = PostgresServer.start(home, port, true)) {
            assertThat(adopted.port()).isEqualTo(port);
            assertThat(ask(adopted, "left", "SELECT current_database()")).isEqualTo("left");
        }

        assertThat(Ports.isTaken(port)).as("stopped by the one who adopted it").isFalse();
    }

    private static int portSaidBy(Process starter) throws IOException {
        BufferedReader lines = starter.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("port ")) {
                return Integer.parseInt(line.substring("port ".length()));
            }
        }
        throw new AssertionError("The starter ended without a server.");
    }

    /** A process that starts a server and is killed. */
    static final class Starter {
        private Starter() {}

        public static void main(String[] arguments) throws InterruptedException {
            PostgresServer server = PostgresServer.start(Path.of(arguments[0]), 0, true);
            server.createDatabase("left");
            System.out.println("port " + server.port());
            new CountDownLatch(1).await();
        }
    }
}
