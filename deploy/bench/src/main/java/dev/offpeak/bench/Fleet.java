package dev.offpeak.bench;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The VMs that are measured, and what they look like by now. Each connection has VMs of its own, so that two never write one at the
 * same time and the present revision is known.
 */
final class Fleet {
    static final String BEARER = "Authorization: Bearer bench";

    private final int size;
    private final int connections;
    private final int[] revisions;
    private int created;

    /** @param size at least as many as there are connections */
    Fleet(int size, int connections) {
        this.size = size;
        this.connections = connections;
        this.revisions = new int[size];
        this.created = size;
    }

    /** Creates groups, sets and VMs over ARM's interface, and waits until all is provisioned. */
    void create(Testbed testbed, HttpConnections http) {
        testbed.propagateFeature(FleetVm.SUBSCRIPTIONS);
        put(
                testbed,
                http,
                size,
                FleetVm::opensGroup,
                vm -> Requests.put(vm.groupPath() + FleetVm.GROUP_VERSION, vm.groupBody(), BEARER));
        put(
                testbed,
                http,
                size,
                FleetVm::opensSet,
                vm -> Requests.put(vm.setPath() + FleetVm.VM_VERSION, vm.setBody(), BEARER));
        put(testbed, http, size, vm -> true, vm -> putVm(vm, 0));
        testbed.awaitDone();
    }

    private static void put(
            Testbed testbed,
            HttpConnections http,
            int size,
            Predicate<FleetVm> which,
            Function<FleetVm, Buffer> request) {
        List<Buffer> requests = new ArrayList<>();
        IntStream.range(0, size)
                .mapToObj(FleetVm::new)
                .filter(which)
                .map(request)
                .forEach(requests::add);
        Once.all(testbed.vertx(), http, requests, HttpAnswer::status);
    }

    /** Any of the connection's VMs. */
    FleetVm any(int connection) {
        int own = (size - connection - 1) / connections + 1;
        return new FleetVm(
                connection + connections * ThreadLocalRandom.current().nextInt(own));
    }

    /** Writes what is there already. */
    Buffer putSame(int connection) {
        FleetVm vm = any(connection);
        return putVm(vm, revisions[vm.number()]);
    }

    /** Writes another tag. */
    Buffer putChange(int connection) {
        FleetVm vm = any(connection);
        return putVm(vm, ++revisions[vm.number()]);
    }

    /** Creates one more. */
    Buffer putNew() {
        FleetVm like = new FleetVm(created % size);
        String path = like.groupPath() + "/providers/Microsoft.Compute/virtualMachines/more-" + created++;
        return Requests.put(path + FleetVm.VM_VERSION, like.body(0), BEARER);
    }

    private static Buffer putVm(FleetVm vm, int revision) {
        return Requests.put(vm.path() + FleetVm.VM_VERSION, vm.body(revision), BEARER);
    }
}
