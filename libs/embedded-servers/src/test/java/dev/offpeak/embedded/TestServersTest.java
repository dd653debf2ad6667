package dev.offpeak.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestServersTest {
    private final PostgresServer server = TestServers.postgres();
    private final List<String> migrated = new ArrayList<>();

    @Test
    void everyDatabaseIsACopyOfWhatWasMigratedOnce() throws SQLException {
        String first = TestServers.migratedDatabase("copied", this::migrate);
        String second = TestServers.migratedDatabase("copied", this::migrate);

        run(server.jdbcUrl(first), "INSERT INTO things VALUES ('new')");

        assertThat(migrated).hasSize(1);
        assertThat(count(first)).isEqualTo(2);
        assertThat(count(second)).isEqualTo(1);
    }

    private void migrate(String url) {
        migrated.add(url);
        try {
            run(url, "CREATE TABLE things AS SELECT 'migrated' AS name");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long count(String database) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(database), server.user(), server.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM things")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
