package dev.offpeak.fuzz;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * All tables of a service's database, as a number for each: what is equal before and after was not changed.
 *
 * <p>The tables are read only where PostgreSQL's snapshot is another than at the last look. A snapshot says which transactions' work can
 * be seen, so two that are equal show equal rows; each commit of a change makes another one.
 */
final class Store implements AutoCloseable {
    private static final String SNAPSHOT = "pg_current_snapshot()::text";
    private static final String SNAPSHOT_ROW = "";
    private static final String WRITERS =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL";

    private final Connection connection;
    private final String question;
    private Map<String, String> tables = Map.of();
    /** Of the statement that read the tables. */
    private String snapshot = "";

    private long unchangedSince;

    /** @param without tables that change by themselves */
    Store(String jdbcUrl, String user, String password, Set<String> without) {
        try {
            connection = DriverManager.getConnection(jdbcUrl, user, password);
            question = question(without);
        } catch (SQLException e) {
            throw new IllegalStateException("The service's database can't be read", e);
        }
    }

    private String question(Set<String> without) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'flyway_schema_history'")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        if (!names.containsAll(without)) {
            throw new IllegalArgumentException("There are no such tables to leave out: " + without);
        }
        names.removeAll(without);
        return names.stream()
                .map(table -> " UNION ALL SELECT '" + table
                        + "', count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM \"" + table
                        + "\" t")
                .collect(Collectors.joining("", "SELECT '" + SNAPSHOT_ROW + "', " + SNAPSHOT, ""));
    }

    /** By table. */
    Map<String, String> fingerprint() {
        if (text("SELECT " + SNAPSHOT).equals(snapshot)) {
            return tables;
        }
        Map<String, String> read = new TreeMap<>();
        ask(question, rows -> {
            while (rows.next()) {
                read.put(rows.getString(1), rows.getString(2));
            }
        });
        snapshot = read.remove(SNAPSHOT_ROW);
        if (!read.equals(tables)) {
            tables = Map.copyOf(read);
            unchangedSince = System.nanoTime();
        }
        return tables;
    }

    /** Whether nothing was seen to change for so long, and nobody has written what is not committed yet. */
    boolean isQuietFor(long millis) {
        fingerprint();
        return count(WRITERS) == 0 && System.nanoTime() - unchangedSince >= TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** A single number. */
    long count(String query) {
        return Long.parseLong(text(query));
    }

    private String text(String query) {
        List<String> answer = new ArrayList<>(1);
        ask(query, rows -> {
            rows.next();
            answer.add(rows.getString(1));
        });
        return answer.get(0);
    }

    private interface Reader {
        void read(ResultSet rows) throws SQLException;
    }

    private void ask(String query, Reader reader) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            reader.read(rows);
        } catch (SQLException e) {
            throw new IllegalStateException("The service's database can't be read: " + query, e);
        }
    }

    static Set<String> changed(Map<String, String> before, Map<String, String> after) {
        return after.entrySet().stream()
                .filter(table -> !table.getValue().equals(before.get(table.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
