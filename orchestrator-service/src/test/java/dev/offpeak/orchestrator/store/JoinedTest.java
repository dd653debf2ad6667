package dev.offpeak.orchestrator.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What tells which VMs may join a rollout under way")
class JoinedTest {
    private final InterlockDatabase database = new InterlockDatabase();

    @BeforeEach
    void aVm() {
        database.vm("vm1", "east", "-", null, 0);
    }

    @Test
    void aVmThatComesOrChangesItsModeJoinsAnew() {
        String moment = moment();
        database.run("update vm set patch_mode = 'AutomaticByPlatform' where vm_id = 'vm1'");
        database.vm("vm2", "east", "-", null, 0);

        assertThat(database.texts("select vm_id from vm where joined >= '" + moment + "'::xid8 order by 1"))
                .containsExactly("vm1", "vm2");
    }

    @Test
    void anyOtherChangeLeavesItWhereItIs() {
        String moment = moment();
        database.run("update vm set version = 2, power_state = 'stopped' where vm_id = 'vm1'");

        assertThat(database.texts("select vm_id from vm where joined >= '" + moment + "'::xid8"))
                .isEmpty();
    }

    private String moment() {
        return database.texts("select pg_snapshot_xmin(pg_current_snapshot())::text")
                .get(0);
    }
}
