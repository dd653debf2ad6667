package dev.offpeak.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.offpeak.embedded.PostgresServer;
import dev.offpeak.embedded.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against PostgreSQL: what one connection does, and what is seen of it from another. */
class StoreTest {
    private final PostgresServer server = TestServers.postgres();
    private final String url = server.jdbcUrl(TestServers.freshDatabase("store"));
    private Connection service;

    @BeforeEach
    void makeTables() throws SQLException {
        service = DriverManager.getConnection(url, server.user(), server.password());
        run("CREATE TABLE things (name text PRIMARY KEY, count int)");
        run("CREATE TABLE beats (at timestamptz)");
        run("INSERT INTO things VALUES ('a', 1), ('b', 2)");
    }

    @AfterEach
    void leave() throws SQLException {
        service.close();
    }

    @Test
    void everyCommittedChangeIsSeenAndNothingElse() throws SQLException {
        try (Store store = store(Set.of())) {
            Map<String, String> before = store.fingerprint();

            assertThat(before).containsOnlyKeys("things", "beats");
            run("UPDATE things SET count = 3 WHERE name = 'none'");
            run("UPDATE things SET count = count");
            service.setAutoCommit(false);
            run("UPDATE things SET count = 3 WHERE name = 'a'");
            assertThat(store.fingerprint()).isEqualTo(before);
            service.rollback();
            assertThat(store.fingerprint()).isEqualTo(before);

            run("UPDATE things SET count = 3 WHERE name = 'a'");
            service.commit();
            Map<String, String> after = store.fingerprint();
            assertThat(Store.changed(before, after)).containsExactly("things");

            run("DELETE FROM things WHERE name = 'a'");
            run("INSERT INTO things VALUES ('a', 3)");
            service.commit();
            assertThat(store.fingerprint()).isEqualTo(after);

            run("INSERT INTO beats VALUES (now())");
            run("DELETE FROM things");
            service.commit();
            assertThat(Store.changed(after, store.fingerprint())).containsExactly("beats", "things");
        }
    }

    @Test
    void aTableMayBeLeftOut() throws SQLException {
        try (Store store = store(Set.of("beats"))) {
            Map<String, String> before = store.fingerprint();

            run("INSERT INTO beats VALUES (now())");

            assertThat(before).containsOnlyKeys("things");
            assertThat(store.fingerprint()).isEqualTo(before);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store(Set.of("no such table")))
                .withMessageContaining("no such table");
    }

    @Test
    void isQuietOnceNothingChangesAndNobodyIsAboutTo() throws SQLException {
        try (Store store = store(Set.of())) {
            assertThat(store.isQuietFor(TimeUnit.MINUTES.toMillis(1))).isFalse();
            assertThat(store.isQuietFor(0)).isTrue();

            service.setAutoCommit(false);
            run("UPDATE things SET count = 4");
            assertThat(store.isQuietFor(0)).isFalse();
            service.commit();
            assertThat(store.isQuietFor(0)).isTrue();
            assertThat(store.count("SELECT sum(count) FROM things")).isEqualTo(8);
        }
    }

    private Store store(Set<String> without) {
        return new Store(url, server.user(), server.password(), without);
    }

    private void run(String statement) throws SQLException {
        try (Statement running = service.createStatement()) {
            running.execute(statement);
        }
    }
}
