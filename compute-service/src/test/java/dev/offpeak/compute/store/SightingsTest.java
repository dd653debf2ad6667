package dev.offpeak.compute.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.compute.domain.enablement.EnablementState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private final TestDatabase database = new TestDatabase();
    private final TestDatabase.Replica replica = database.replica();
    private final Sightings sightings = new Sightings(replica.pool);

    @BeforeEach
    void createGroup() {
        replica.createGroup();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void oneStatementFindsTheVmItsFindingsAndItsEnablement() {
        VmRow vm = create("vm1");
        replica.inTransaction(tx -> tx.connection()
                .query("INSERT INTO enablement (vm_id, state, due_at, entered_at) VALUES ('" + vm.vmId()
                        + "', 'Waiting', '2020-11-01T22:00:00Z', now())")
                .execute());

        Sightings.Sighting seen = find(vm.resourceKey()).orElseThrow();

        assertThat(seen.vm()).isEqualTo(vm);
        assertThat(seen.findings().assessment()).isEmpty();
        assertThat(seen.findings().enablement()).hasValueSatisfying(progress -> {
            assertThat(progress.state()).isEqualTo(EnablementState.WAITING);
            assertThat(progress.dueAt()).contains(Instant.parse("2020-11-01T22:00:00Z"));
        });
        assertThat(find("/none")).isEmpty();
        assertThat(TestDatabase.await(sightings.findPlain(vm.resourceKey()))).contains(vm.shown());
        assertThat(TestDatabase.await(sightings.findPlain("/none"))).isEmpty();
    }

    @Test
    void scopesArePagedByKey() {
        create("vm1");
        create("vm2");
        create("vm3");

        for (VmScope scope : List.of(
                VmScope.subscription(TestDatabase.SUBSCRIPTION),
                VmScope.group(TestDatabase.SUBSCRIPTION, TestDatabase.groupKey()),
                VmScope.region(TestDatabase.SUBSCRIPTION, "westeurope"))) {
            List<ShownVm> first = list(scope);
            List<Sightings.Sighting> rest = TestDatabase.await(
                    sightings.list(scope, Optional.of(first.get(1).resourceKey()), 2));
            assertThat(first).extracting(ShownVm::name).containsExactly("vm1", "vm2");
            assertThat(rest).extracting(seen -> seen.vm().name()).containsExactly("vm3");
            assertThat(list(scope.inScaleSet("/none"))).isEmpty();
        }
        assertThat(list(VmScope.region(TestDatabase.SUBSCRIPTION, "northeurope")))
                .isEmpty();
    }

    private Optional<Sightings.Sighting> find(String resourceKey) {
        return TestDatabase.await(sightings.find(resourceKey));
    }

    private List<ShownVm> list(VmScope scope) {
        return TestDatabase.await(sightings.listPlain(scope, Optional.empty(), 2));
    }

    private VmRow create(String name) {
        return replica.inTransaction(tx -> replica.vms.insert(tx, replica.vm(name, Optional.empty())));
    }
}
