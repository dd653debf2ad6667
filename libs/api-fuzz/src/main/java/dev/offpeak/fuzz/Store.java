package dev.offpeak.fuzz;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All tables of a service's database, as a number for each: what is equal before and after was not changed. */
final class Store implements AutoCloseable {
    private final Connection connection;
    private final String question;

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
        Set<String> tables = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'flyway_schema_history'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        if (!tables.containsAll(without)) {
            throw new IllegalArgumentException("There are no such tables to leave out: " + without);
        }
        tables.removeAll(without);
        return tables.stream()
                .map(table -> "SELECT '" + table
                        + "', count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM \"" + table
                        + "\" t")
                .collect(Collectors.joining(" UNION ALL "));
    }

    /** By table. */
    Map<String, String> fingerprint() {
        Map<String, String> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            while (rows.next()) {
                tables.put(rows.getString(1), rows.getString(2));
            }
            return tables;
        } catch (SQLException e) {
            throw new IllegalStateException("The service's database can't be read", e);
        }
    }

    /** A single number. */
    long count(String query) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
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
