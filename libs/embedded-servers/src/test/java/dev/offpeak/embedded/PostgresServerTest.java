package dev.offpeak.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
    void adoptsItsOwnRunningServerAndRefusesAStrangers(@TempDir Path home, @TempDir Path other) throws SQLException {
        try (PostgresServer server = PostgresServer.start(home, 0, false)) {
            assertThatThrownBy(() -> PostgresServer.start(other, server.port(), false))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("in use");
            assertThatThrownBy(() -> server.createDatabase("x; DROP TABLE y"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
