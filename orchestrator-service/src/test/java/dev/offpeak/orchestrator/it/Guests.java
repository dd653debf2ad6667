package dev.offpeak.orchestrator.it;

import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PatchResult;
import dev.offpeak.contracts.RebootBehavior;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.contracts.message.InstallationEnded;
import dev.offpeak.contracts.message.InstallationProgressed;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.VmHealthObserved;
import dev.offpeak.regions.RegionCatalog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The guest side: takes orders, keeps them in flight for a moment, and answers for guest and compute. At every order it looks at
 * what it has in flight and writes down each rule that is broken, from the messages alone.
 */
final class Guests implements AutoCloseable {
    /** How a guest answers. */
    enum Manner {
        SUCCEED,
        FAIL,
        UNHEALTHY,
        VERDICT_FIRST,
        TWICE,
        SILENT
    }

    private static final Duration IN_FLIGHT = Duration.ofMillis(120);

    private final Wire wire = new Wire();
    private final Map<String, TestVm> vms = new ConcurrentHashMap<>();
    private final Map<String, Deque<Manner>> manners = new ConcurrentHashMap<>();
    private final Map<String, List<String>> lacking = new ConcurrentHashMap<>();
    private final Set<String> guilty = ConcurrentHashMap.newKeySet();
    private final List<InstallPatches> orders = new CopyOnWriteArrayList<>();
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private final Map<String, Instant> inFlight = new HashMap<>();
    private final Map<String, InstallPatches> open = new HashMap<>();
    private final Thread thread = new Thread(this::run, "guests");
    private volatile boolean stopped;
    private volatile int mostInFlight;

    Guests(Iterable<TestVm> fleet) {
        fleet.forEach(vm -> vms.put(vm.id(), vm));
        thread.start();
    }

    /** The manners of the VM's next orders; afterwards it succeeds. */
    void behave(TestVm vm, Manner... next) {
        manners.put(vm.id(), new ArrayDeque<>(List.of(next)));
    }

    /** What the VM lacks, as KB numbers; each of its orders tries all of it that the order does not exclude. */
    void lacks(TestVm vm, String... kbs) {
        lacking.put(vm.id(), List.of(kbs));
    }

    /** Every order that tries this patch fails with it. */
    void guilty(String kb) {
        guilty.add(kb);
    }

    void join(TestVm vm) {
        vms.put(vm.id(), vm);
    }

    List<InstallPatches> orders() {
        return List.copyOf(orders);
    }

    List<InstallPatches> orders(TestVm vm) {
        return orders.stream().filter(order -> order.vmId().equals(vm.id())).toList();
    }

    /** Rules that were seen broken, a sentence each. */
    List<String> broken() {
        return List.copyOf(broken);
    }

    int mostInFlight() {
        return mostInFlight;
    }

    private void run() {
        while (!stopped) {
            wire.receive("agent.work", Duration.ofMillis(20)).ifPresent(this::take);
            answerDue();
        }
    }

    private void take(Message message) {
        if (!(message instanceof InstallPatches order) || !vms.containsKey(order.vmId())) {
            return;
        }
        if (open.containsKey(order.vmId())) {
            broken.add("One installation per VM: " + order.vmId() + " was ordered twice.");
        }
        if (orders(vms.get(order.vmId())).stream().anyMatch(before -> before.order() >= order.order())) {
            broken.add("Order numbers grow: " + order);
        }
        orders.add(order);
        open.put(order.vmId(), order);
        inFlight.put(order.vmId(), Instant.now().plus(IN_FLIGHT));
        mostInFlight = Math.max(mostInFlight, open.size());
        checkRules();
    }

    private void checkRules() {
        Map<String, String> zones = new HashMap<>();
        Map<String, Integer> domains = new HashMap<>();
        Map<String, Integer> sizes = new HashMap<>();
        for (String id : open.keySet()) {
            TestVm vm = vms.get(id);
            String zone = vm.zone().orElse("-");
            if (!zones.computeIfAbsent(vm.region(), region -> zone).equals(zone)) {
                broken.add("O4: two zones of " + vm.region());
            }
            if (vm.set().isPresent()) {
                String set = vm.set().get();
                int domain = vm.updateDomain().orElseThrow();
                if (domains.computeIfAbsent(set, key -> domain) != domain) {
                    broken.add("O6: two update domains of " + set);
                }
                int cap = vm.setSize() < 10 ? 1 : vm.setSize() / 5;
                if (sizes.merge(set, 1, Integer::sum) > cap) {
                    broken.add("O6: more than the share of " + set);
                }
            }
        }
        Set<String> busy = new HashSet<>(zones.keySet());
        for (String region : busy) {
            for (String pair : RegionCatalog.builtIn().pairsOf(region)) {
                if (busy.contains(pair)) {
                    broken.add("O2: " + region + " and " + pair);
                }
            }
        }
    }

    private void answerDue() {
        List<String> due = new ArrayList<>();
        inFlight.forEach((vm, at) -> {
            if (!at.isAfter(Instant.now())) {
                due.add(vm);
            }
        });
        for (String vm : due) {
            inFlight.remove(vm);
            Deque<Manner> next = manners.getOrDefault(vm, new ArrayDeque<>());
            Manner manner = next.isEmpty() ? Manner.SUCCEED : next.poll();
            // From here on the order may end: the service may give the next one before this thread goes on.
            InstallPatches order = open.remove(vm);
            answer(order, manner);
        }
    }

    private void answer(InstallPatches order, Manner manner) {
        if (manner == Manner.SILENT) {
            return;
        }
        Instant now = OrchestratorTestResource.now();
        wire.send(new InstallationProgressed(
                order.vmId(), order.activityId(), 1, now, now, List.of(), RebootStatus.NOT_NEEDED));
        List<PatchResult> results = lacking.getOrDefault(order.vmId(), List.of()).stream()
                .map(kb -> result(kb, order))
                .toList();
        boolean failed = manner == Manner.FAIL
                || results.stream().anyMatch(result -> result.state() == PatchInstallationState.FAILED);
        InstallationEnded ended = new InstallationEnded(
                order.vmId(),
                order.activityId(),
                2,
                failed ? PatchOperationStatus.FAILED : PatchOperationStatus.SUCCEEDED,
                Optional.of(now),
                now,
                results,
                RebootStatus.NOT_NEEDED,
                false,
                Optional.of("boot"),
                failed ? Optional.of(new WireError("PatchFailed", "It would not install.")) : Optional.empty());
        VmHealthObserved observed = new VmHealthObserved(
                order.vmId(),
                order.activityId(),
                manner == Manner.UNHEALTHY ? HealthVerdict.UNHEALTHY : HealthVerdict.HEALTHY,
                now.plusSeconds(1),
                Optional.of("boot"),
                "as seen by the test");
        if (manner == Manner.VERDICT_FIRST) {
            wire.send(observed);
            wire.send(ended);
            return;
        }
        String id = UUID.randomUUID().toString();
        wire.send(ended, id);
        wire.send(observed);
        if (manner == Manner.TWICE) {
            wire.send(ended, id);
            wire.send(ended);
            wire.send(observed);
        }
    }

    private PatchResult result(String kb, InstallPatches order) {
        Patch patch = new Patch(
                UUID.nameUUIDFromBytes(kb.getBytes(StandardCharsets.UTF_8)).toString(),
                "Update KB" + kb,
                Optional.empty(),
                Optional.of(kb),
                List.of(Classification.SECURITY),
                RebootBehavior.UNKNOWN,
                Optional.empty());
        if (order.excludedMasks().contains("KB" + kb)) {
            return new PatchResult(patch, PatchInstallationState.EXCLUDED);
        }
        return new PatchResult(
                patch, guilty.contains(kb) ? PatchInstallationState.FAILED : PatchInstallationState.INSTALLED);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        wire.close();
    }
}
