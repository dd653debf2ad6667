package dev.offpeak.orchestrator.store;

import dev.offpeak.embedded.PostgresServer;
import dev.offpeak.embedded.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;

/** A fresh database with the service's migrations, spoken to directly: what the interlocks must withstand. */
final class InterlockDatabase {
    private static final String VIOLATIONS =
            """
            select 'pair ' || e.first || ' ' || e.second from pair_edge e
            where exists (select from in_flight where region = e.first) and exists (select from in_flight where region = e.second)
            union all select 'zones of ' || region from in_flight group by region having count(distinct zone) > 1
            union all select 'update domains of ' || availability_set from in_flight where availability_set is not null
                group by availability_set having count(distinct update_domain) > 1
            union all select 'share of ' || availability_set from in_flight where availability_set is not null
                group by availability_set having count(*) > set_cap(availability_set)
            union all select 'busy ' || b.kind || ' ' || b.key || ' says ' || b.n from busy b
                where b.n <> case b.kind
                    when 'region' then (select count(*) from in_flight where region = b.key and zone = b.value)
                    when 'set' then (select count(*) from in_flight where availability_set = b.key and update_domain::text = b.value)
                    else (select count(*) from in_flight where region = b.value) end""";

    private final PostgresServer server = TestServers.postgres();
    private final String name = TestServers.migratedDatabase("interlocks", this::migrate);

    InterlockDatabase() {
        run("insert into release values ('r', now(), now(), now(), 1, '{}', now())");
        run("insert into rollout (id, release_name, state, created_at) values ('rollout', 'r', 'InProgress', now())");
    }

    private void migrate(String url) {
        Flyway.configure()
                .dataSource(url, server.user(), server.password())
                .load()
                .migrate();
    }

    Connection connect() {
        try {
            return DriverManager.getConnection(server.jdbcUrl(name), server.user(), server.password());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void run(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new Refused(e);
        }
    }

    List<String> texts(String query) {
        try (Connection connection = connect()) {
            return texts(connection, query);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<String> texts(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    /** Rules broken by what is in flight, in one snapshot. */
    static List<String> violations(Connection connection) throws SQLException {
        return texts(connection, VIOLATIONS);
    }

    void pair(String first, String second) {
        run("insert into pair_edge values ('" + first + "', '" + second + "')");
    }

    /** A VM of the fleet that wants an order; set is null outside sets. */
    void vm(String id, String region, String zone, String set, int domain) {
        run(
                "insert into vm (vm_id, version, resource_id, subscription_id, region, zone, availability_set, update_domain, changed_at) values ('"
                        + id + "', 1, '/" + id + "', 's', '" + region + "', '" + zone + "', "
                        + (set == null ? "null, null" : "'" + set + "', " + domain) + ", now())");
        run(
                "insert into assignment (rollout_id, vm_id, phase, region, step, zone, batch, state, changed_at) values ('rollout', '"
                        + id + "', 1, '" + region + "', 1, '" + zone + "', 1, 'Waiting', now())");
    }

    /** Orders a VM in a transaction of its own. */
    void order(String id) {
        try (Connection connection = connect()) {
            order(connection, id);
        } catch (SQLException e) {
            throw new Refused(e);
        }
    }

    static void order(Connection connection, String id) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                """
                insert into in_flight select vm_id, gen_random_uuid()::text, 'rollout', subscription_id, region, zone, availability_set,
                    update_domain, now(), now(), now() from vm where vm_id = ?""")) {
            insert.setString(1, id);
            insert.executeUpdate();
        }
    }

    static void end(Connection connection, String id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from in_flight where vm_id = ?")) {
            delete.setString(1, id);
            delete.executeUpdate();
        }
    }

    /** The database's no. */
    static final class Refused extends RuntimeException {
        private final String state;

        Refused(SQLException cause) {
            super(cause.getMessage(), cause);
            this.state = cause.getSQLState();
        }

        String state() {
            return state;
        }
    }
}
