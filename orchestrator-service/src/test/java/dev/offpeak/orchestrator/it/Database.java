package dev.offpeak.orchestrator.it;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A look into the service's database, for what it shows nowhere else: what it has taken in. */
final class Database {
    private Database() {}

    static Set<String> vms() {
        return texts("select vm_id from vm");
    }

    static long count(String query) {
        return Long.parseLong(texts(query).iterator().next());
    }

    private static Set<String> texts(String query) {
        Map<String, String> settings = OrchestratorTestResource.settings();
        try (Connection connection = DriverManager.getConnection(
                        settings.get("quarkus.datasource.jdbc.url"),
                        settings.get("quarkus.datasource.username"),
                        settings.get("quarkus.datasource.password"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            Set<String> texts = new HashSet<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
