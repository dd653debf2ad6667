package dev.offpeak.simulation.world;

import dev.offpeak.contracts.FeatureState;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.message.CancelInstallation;
import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.contracts.message.InstallationChanged;
import dev.offpeak.contracts.message.InstallationRefused;
import dev.offpeak.contracts.message.InstallationRefused.Reason;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.contracts.message.RolloutChanged;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.contracts.message.VmHealthChanged;
import dev.offpeak.time.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Compute by its message contract: tells of VMs, is the last check of every order, and hands it to the guest. */
public final class Compute {
    private final World world;
    private final Guests guests;
    private final Map<String, Machine> machines = new TreeMap<>();
    private final Map<String, RolloutChanged> rollouts = new HashMap<>();
    private final Set<String> registered = new HashSet<>();
    private final List<InstallPatches> orders = new ArrayList<>();
    private final Map<String, InstallationChanged> shown = new HashMap<>();
    private final List<String> wentBack = new ArrayList<>();
    private long propagations;

    Compute(World world) {
        this.world = world;
        this.guests = new Guests(world);
    }

    /** Every machine there ever was, by id. */
    public Map<String, Machine> machines() {
        return machines;
    }

    /** Every order that arrived, in the order of arrival; repeated ones too. */
    public List<InstallPatches> orders() {
        return orders;
    }

    /** Operations whose view went from an end back to progress (rule S16); empty when none did. */
    public List<String> wentBack() {
        return wentBack;
    }

    boolean isRegistered(String subscription) {
        return registered.contains(subscription);
    }

    void add(Machine machine) {
        machines.put(machine.id, machine);
        changed(machine);
    }

    /** Something of the machine is other than it was. */
    void changed(Machine machine) {
        if (!machine.deleted) {
            world.bus()
                    .toOrchestrator(new VmChanged(
                            machine.id, ++machine.version, world.timeline().now(), machine.snapshot()));
        }
    }

    void delete(Machine machine) {
        machine.deleted = true;
        machine.working = Optional.empty();
        world.bus()
                .toOrchestrator(new VmDeleted(
                        machine.id,
                        ++machine.version,
                        world.timeline().now(),
                        machine.snapshot().resourceId()));
    }

    void health(Machine machine, HealthVerdict health) {
        if (!machine.deleted && machine.health != health) {
            machine.health = health;
            world.bus()
                    .toOrchestrator(new VmHealthChanged(
                            machine.id,
                            ++machine.version,
                            health,
                            world.timeline().now(),
                            Optional.empty(),
                            "seen"));
        }
    }

    void register(String subscription, boolean automatic) {
        if (automatic) {
            registered.add(subscription);
        } else {
            registered.remove(subscription);
        }
        world.bus()
                .toOrchestrator(new ProviderRegistered(
                        subscription,
                        "Microsoft.Compute",
                        ++propagations,
                        Map.of(
                                "InGuestAutoPatchVMPreview",
                                automatic ? FeatureState.REGISTERED : FeatureState.UNREGISTERED),
                        world.timeline().now()));
    }

    void on(Message message) {
        if (message instanceof InstallPatches order) {
            order(order);
        } else if (message instanceof CancelInstallation cancel) {
            Machine machine = machines.get(cancel.vmId());
            machine.canceled.add(cancel.activityId());
            if (machine.working
                    .filter(order -> order.activityId().equals(cancel.activityId()))
                    .isEmpty()) {
                machine.goal = machine.goal.filter(order -> !order.activityId().equals(cancel.activityId()));
            }
        } else if (message instanceof RolloutChanged changed) {
            rollouts.merge(changed.rolloutId(), changed, (old, fresh) -> fresh.version() > old.version() ? fresh : old);
        } else if (message instanceof InstallationChanged changed) {
            show(changed);
        }
    }

    private void show(InstallationChanged changed) {
        InstallationChanged before = shown.get(changed.activityId());
        if (before == null || before.version() < changed.version()) {
            shown.put(changed.activityId(), changed);
            if (before != null
                    && before.status().isTerminal()
                    && !changed.status().isTerminal()) {
                wentBack.add(
                        "Activity " + changed.activityId() + " was " + before.status() + " and is " + changed.status());
            }
        }
    }

    boolean isFenced(InstallPatches order) {
        return order.rolloutId()
                .map(rollouts::get)
                .filter(rollout -> rollout.fenceEpoch() > order.fenceEpoch())
                .isPresent();
    }

    private void order(InstallPatches order) {
        orders.add(order);
        Machine machine = machines.get(order.vmId());
        if (!machine.seen.add(order.activityId()) || machine.canceled.contains(order.activityId())) {
            return;
        }
        Optional<Reason> refusal = refusal(machine, order);
        if (refusal.isPresent()) {
            refuse(order, refusal.get());
        } else {
            machine.lastOrder = order.order();
            machine.goal = Optional.of(order);
            guests.awaitPoll(machine, order);
        }
    }

    void refuse(InstallPatches order, Reason reason) {
        world.bus()
                .toOrchestrator(new InstallationRefused(
                        order.vmId(),
                        order.activityId(),
                        reason,
                        "refused",
                        world.timeline().now()));
    }

    private Optional<Reason> refusal(Machine machine, InstallPatches order) {
        Interval window = machine.hours.nextAfter(world.timeline().now());
        if (machine.deleted) {
            return Optional.of(Reason.VM_NOT_FOUND);
        }
        if (order.order() <= machine.lastOrder) {
            return Optional.of(Reason.ORDER_OUT_OF_DATE);
        }
        if (machine.mode != PatchMode.AUTOMATIC_BY_PLATFORM) {
            return Optional.of(Reason.PATCH_MODE);
        }
        if (!registered.contains(machine.placement.subscriptionId())) {
            return Optional.of(Reason.FEATURE_NOT_REGISTERED);
        }
        if (!machine.running) {
            return Optional.of(Reason.NOT_RUNNING);
        }
        if (!machine.agentReady) {
            return Optional.of(Reason.AGENT_NOT_READY);
        }
        if (!window.contains(world.timeline().now()) || order.notAfter().isAfter(window.end())) {
            return Optional.of(Reason.OUTSIDE_WINDOW);
        }
        if (isFenced(order)) {
            return Optional.of(Reason.FENCED);
        }
        return machine.working.isPresent() ? Optional.of(Reason.INSTALLATION_IN_PROGRESS) : Optional.empty();
    }
}
