package dev.offpeak.orchestrator.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What tells the conductor that something has changed")
class TouchedTest {
    private final InterlockDatabase database = new InterlockDatabase();

    @BeforeEach
    void aRolloutUnderWay() {
        database.vm("vm1", "east", "-", "set", 0);
        database.vm("vm2", "east", "-", "set", 1);
        database.run("insert into phase (rollout_id, number, state) values ('rollout', 1, 'InProgress')");
        database.run("insert into lane (rollout_id, region, phase, state) values ('rollout', 'east', 1, 'InProgress')");
        database.run("insert into propagation values ('s', 1, true, now())");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update vm set power_state = 'stopped' where vm_id = 'vm1'",
                "update vm set agent_ready = not agent_ready where vm_id = 'vm1'",
                "update vm set enabled = not enabled where vm_id = 'vm1'",
                "update vm set patch_mode = 'AutomaticByPlatform' where vm_id = 'vm1'",
                "update vm set time_zone = 'UTC' where vm_id = 'vm1'",
                "update vm set tags = '{\"offpeak-ring\":\"Early\"}' where vm_id = 'vm1'",
                "update vm set deleted = true where vm_id = 'vm1'",
                "insert into vm (vm_id, version, resource_id, subscription_id, changed_at) values ('new', 1, '/new', 's', now())",
                "update assignment set state = 'Failed' where vm_id = 'vm1'",
                "update rollout set state = 'Paused'",
                "update phase set word_go = true, word_by = 'a', word_why = 'b', word_at = now()",
                "update lane set batch = 2",
                "update propagation set automatic = false",
                "insert into platform_stop values (true, now(), 'me', 'fire')",
                "insert into set_hold (availability_set, vm_id, since, why) values ('set', 'vm1', now(), 'ill')",
                "insert into pair_edge values ('north', 'south')",
                "insert into window_policy (scope, name, precedence, window_start, window_end, version, changed_at)"
                        + " values ('/', 'all', 0, '22:00', '06:00', 1, now())",
                "update vm set window_scope = '/tags/a/b' where vm_id = 'vm1'"
            })
    void whatALookGoesByTouches(String change) {
        String moment = moment();

        database.run(change);

        assertThat(touchedSince(moment)).isTrue();
    }

    @Test
    void anOrderAndItsEndTouch() throws SQLException {
        String moment = moment();
        database.order("vm1");
        assertThat(touchedSince(moment)).isTrue();

        String later = moment();
        try (Connection connection = database.connect()) {
            InterlockDatabase.end(connection, "vm1");
        }
        assertThat(touchedSince(later)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update vm set version = version + 1, changed_at = now() where vm_id = 'vm1'",
                "update assignment set hold_sentence = 'the same', hold_until = now() where vm_id = 'vm1'",
                "delete from set_hold",
                "select fold_tallies()"
            })
    void whatNoLookGoesByDoesNot(String change) {
        String moment = moment();

        database.run(change);

        assertThat(touchedSince(moment)).isFalse();
    }

    @Test
    void aTransactionThatCommitsLateIsSeenByWhoeverLookedBefore() throws SQLException {
        try (Connection slow = database.connect();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("update vm set power_state = 'stopped' where vm_id = 'vm1'");
            database.run("update vm set power_state = 'stopped' where vm_id = 'vm2'");
            String moment = moment();
            slow.commit();

            assertThat(touchedSince(moment)).isTrue();
        }
    }

    private String moment() {
        return database.texts("select pg_snapshot_xmin(pg_current_snapshot())::text")
                .get(0);
    }

    private boolean touchedSince(String moment) {
        return database.texts("select exists (select from touched where xid >= '" + moment + "'::xid8)")
                .get(0)
                .equals("t");
    }
}
