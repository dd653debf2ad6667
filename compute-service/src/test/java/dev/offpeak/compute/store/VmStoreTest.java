package dev.offpeak.compute.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.rules.Rule;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VmStoreTest {
    private final TestDatabase database = new TestDatabase();
    private final List<String> observed = new ArrayList<>();
    private final TestDatabase.Replica replica = database.replica((tx, before, after) -> {
        observed.add((before.isPresent() ? "present" : "absent") + " to " + (after.isPresent() ? "present" : "absent"));
        return Uni.createFrom().voidItem();
    });

    @BeforeEach
    void createGroup() {
        replica.createGroup();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatIsStoredIsRead() {
        VmRow stored = create("vm1");

        VmRow read =
                replica.inTransaction(tx -> replica.vms.lock(tx, stored.vmId())).orElseThrow();

        assertThat(read).isEqualTo(stored);
        assertThat(read.version()).isEqualTo(1);
    }

    @Test
    void changeThatOthersSeeRaisesTheVersionAndIsTold() {
        VmRow stored = create("vm1");
        replica.sent.clear();

        VmRow after = update(stored, stored.withRuntime(stored.runtime().withPower(PowerState.RUNNING)));

        assertThat(after.version()).isEqualTo(2);
        assertThat(replica.sent).hasSize(1);
        VmChanged told = (VmChanged) replica.sent.get(0);
        assertThat(told.version()).isEqualTo(2);
        assertThat(told.vm().powerState()).isEqualTo(PowerState.RUNNING);
    }

    @Test
    void changeThatOthersDoNotSeeIsNotTold() {
        VmRow stored = create("vm1");
        replica.sent.clear();

        VmRow after = update(stored, stored.withRuntime(stored.runtime().withDesiredPower(PowerState.STOPPED)));

        assertThat(after.version()).isEqualTo(1);
        assertThat(replica.sent).isEmpty();
        assertThat(observed).containsExactly("absent to present", "present to present");
    }

    @Test
    void nothingChangedWritesNothing() {
        VmRow stored = create("vm1");
        replica.sent.clear();

        update(stored, stored);

        assertThat(replica.sent).isEmpty();
        assertThat(observed).containsExactly("absent to present");
    }

    @Test
    @Rule("V6")
    @DisplayName("V6: VMs get their domains round robin, and all of a set learn its new size")
    void setGrowsAndShrinksAndItsMembersAreTold() {
        String set = replica.createSet("as", 3);
        List<VmRow> members = List.of(join(set, "vm1"), join(set, "vm2"), join(set, "vm3"), join(set, "vm4"));
        assertThat(members)
                .extracting(vm -> vm.placement().updateDomain().orElseThrow())
                .containsExactly(0, 1, 2, 0);
        assertThat(members)
                .extracting(vm -> vm.placement().faultDomain().orElseThrow())
                .containsExactly(0, 1, 0, 1);
        assertThat(sizesTold()).hasSize(4).allSatisfy((vmId, size) -> assertThat(size)
                .isEqualTo(4));
        replica.sent.clear();

        replica.inTransaction(tx -> replica.removal.removeVm(tx, members.get(1).vmId()));

        assertThat(replica.sent.get(0)).isInstanceOf(VmDeleted.class);
        assertThat(sizesTold()).hasSize(3).allSatisfy((vmId, size) -> assertThat(size)
                .isEqualTo(3));
    }

    @Test
    void deletedVmLeavesItsTombstoneWithAHigherVersion() {
        VmRow stored = create("vm1");

        replica.inTransaction(tx -> replica.removal.removeVm(tx, stored.vmId()));

        Optional<VmRow> left = replica.inTransaction(tx -> replica.vms.lock(tx, stored.vmId()));
        assertThat(left).isEmpty();
        assertThat(replica.count("SELECT version FROM vm_tombstone WHERE vm_id = '" + stored.vmId() + "'"))
                .isEqualTo(2);
        assertThat(observed).containsExactly("absent to present", "present to absent");
    }

    @Test
    void publishRaisesAndTellsASetAtOnce() {
        VmRow first = create("vm1");
        VmRow second = create("vm2");
        replica.sent.clear();

        replica.inTransaction(tx -> replica.vms.publish(tx, List.of(first.vmId(), second.vmId())));

        assertThat(replica.sent).hasSize(2).allSatisfy(m -> assertThat(((VmChanged) m).version())
                .isEqualTo(2));
    }

    @Test
    void groupIsRemovedWithAllThatIsInIt() {
        String set = replica.createSet("as", 5);
        join(set, "vm1");
        create("vm2");

        assertThat(removeFromGroup()).hasSize(2);
        assertThat(removeFromGroup()).isEmpty();

        assertThat(replica.count("SELECT count(*) FROM resource_group")).isZero();
        assertThat(replica.count("SELECT count(*) FROM availability_set")).isZero();
        assertThat(replica.count("SELECT count(*) FROM vm_tombstone")).isEqualTo(2);
    }

    private List<UUID> removeFromGroup() {
        return replica.inTransaction(tx -> replica.removal.removeFromGroup(tx, TestDatabase.groupKey()));
    }

    private VmRow create(String name) {
        return replica.inTransaction(tx -> replica.vms.insert(tx, replica.vm(name, Optional.empty())));
    }

    private VmRow join(String set, String name) {
        return replica.inTransaction(
                tx -> replica.sets.takeTurn(tx, set).flatMap(turn -> replica.vms.insert(tx, replica.vm(name, turn))));
    }

    private VmRow update(VmRow before, VmRow after) {
        return replica.inTransaction(tx -> replica.vms
                .lock(tx, before.vmId())
                .flatMap(locked -> replica.vms.update(tx, locked.orElseThrow(), after)));
    }

    /** The size each VM was last told to be in, by VM id. */
    private Map<String, Integer> sizesTold() {
        Map<String, Integer> sizes = new HashMap<>();
        for (Message message : replica.sent) {
            if (message instanceof VmChanged changed) {
                sizes.put(changed.vmId(), changed.vm().availabilitySetSize());
            }
        }
        return sizes;
    }
}
