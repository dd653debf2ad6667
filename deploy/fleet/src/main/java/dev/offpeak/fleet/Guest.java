package dev.offpeak.fleet;

import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.agent.GuestDescriptor;
import java.time.Instant;
import java.util.Optional;

/**
 * One simulated machine: power, boots, its disk and its journal. In each boot an {@link Agent} of its own runs; what must
 * outlive a boot is on the {@link GuestDisk}. Belongs to the event loop.
 */
final class Guest {
    private final World world;
    private final GuestDisk disk;
    private final Nature nature;
    private final OsKind os;
    private final PowerReports powerReports;

    private GuestDescriptor descriptor;
    private Optional<Agent> agent = Optional.empty();
    private Optional<String> spentToken = Optional.empty();
    private boolean powered;
    private boolean inOutage;
    private boolean wasSwitchedOff;
    private long powerChanges;

    Guest(World world, GuestDescriptor descriptor, GuestDisk disk) {
        this.world = world;
        this.descriptor = descriptor;
        this.disk = disk;
        this.nature = new Nature(world.behaviour(), descriptor.resourceId());
        this.os = OsKind.of(descriptor.osType(), descriptor.image());
        this.powerReports = new PowerReports(world, nature, descriptor.vmId());
        if (disk.boots == 0) {
            disk.levels = world.catalog().levelsAtBirth(os, nature, disk.born);
        }
    }

    /** Begins the machine's life, or goes on with it after a restart of the fleet. */
    void start() {
        Instant now = world.clock().now();
        world.timer().at(disk.boots == 0 ? now.plus(nature.firstBoot()) : now, () -> {
            planOutage();
            settlePower();
        });
    }

    /** What the host feed says of it now. */
    void describe(GuestDescriptor now) {
        descriptor = now;
        if (now.deleted()) {
            shutDown();
            powerReports.stop();
            world.store().remove(disk.vmId);
        } else if (disk.boots > 0) {
            settlePower();
            agent.ifPresent(Agent::enrollIfNeeded);
        }
    }

    /** A reboot that the agent asked for; what it left on the disk is taken up by the next boot's agent. */
    void reboot() {
        journal(GuestEvent.REBOOT_STARTED, disk.installation.map(InstallationProgress::activityId));
        stopAgent();
        long change = ++powerChanges;
        world.timer().at(world.clock().now().plus(nature.reboot(disk.boots)), () -> {
            if (change == powerChanges) {
                journal(GuestEvent.REBOOT_ENDED, disk.installation.map(InstallationProgress::activityId));
                boot();
            }
        });
    }

    /** From now on the agent says nothing any more; what it does goes on. */
    void fallSilent() {
        if (!disk.silenced) {
            disk.silenced = true;
            save();
            journal(GuestEvent.SILENCED, Optional.empty());
        }
    }

    /** The fleet's process ends; a later one goes on from the disk. */
    void cutOff() {
        stopAgent();
        powerReports.stop();
    }

    World world() {
        return world;
    }

    GuestDisk disk() {
        return disk;
    }

    Nature nature() {
        return nature;
    }

    OsKind os() {
        return os;
    }

    GuestDescriptor descriptor() {
        return descriptor;
    }

    /** The one-time token that the host has for it, unless it was used. */
    Optional<String> unspentToken() {
        return descriptor.enrollmentToken().filter(token -> !spentToken.equals(Optional.of(token)));
    }

    void spent(String token) {
        spentToken = Optional.of(token);
    }

    void save() {
        world.store().save(disk);
    }

    void journal(GuestEvent event, Optional<String> activityId) {
        journal(event, activityId, Optional.empty(), Optional.empty());
    }

    void journal(GuestEvent event, Optional<String> activityId, Optional<CatalogPatch> patch, Optional<String> detail) {
        world.journal()
                .write(new JournalEntry(
                        descriptor.vmId(),
                        descriptor.resourceId(),
                        world.clock().now(),
                        world.clock().realNow(),
                        event,
                        activityId,
                        patch.map(CatalogPatch::label),
                        patch.map(of -> of.classification().toString()),
                        detail));
    }

    /** Each outage plans the next one, as long as the VM exists. */
    private void planOutage() {
        nature.outageAfter(disk.born, world.clock().now()).ifPresent(outage -> {
            world.timer().at(outage.from(), () -> settleOutage(true));
            world.timer().at(outage.until(), () -> {
                settleOutage(false);
                if (!descriptor.deleted()) {
                    planOutage();
                }
            });
        });
    }

    private void settleOutage(boolean on) {
        inOutage = on;
        settlePower();
    }

    private void settlePower() {
        boolean wantedOff =
                descriptor.desiredPower() == PowerState.STOPPED || descriptor.desiredPower() == PowerState.DEALLOCATED;
        boolean on = !wantedOff && !inOutage && !descriptor.deleted();
        if (on && !powered) {
            powered = true;
            if (wasSwitchedOff) {
                journal(GuestEvent.POWERED_ON, Optional.empty());
            }
            powerReports.say(PowerState.RUNNING);
            boot();
        } else if (!on && powered) {
            shutDown();
            powerReports.say(wantedOff ? descriptor.desiredPower() : PowerState.STOPPED);
        } else if (wantedOff && !descriptor.deleted()) {
            powerReports.say(descriptor.desiredPower());
        }
    }

    private void shutDown() {
        if (powered) {
            powered = false;
            wasSwitchedOff = true;
            powerChanges++;
            stopAgent();
            journal(GuestEvent.POWERED_OFF, Optional.empty());
        }
    }

    private void boot() {
        disk.boots++;
        disk.rebootPending = false;
        save();
        String bootId = nature.bootId(disk.boots);
        journal(GuestEvent.BOOTED, Optional.empty(), Optional.empty(), Optional.of(bootId));
        Agent started = new Agent(this, bootId);
        agent = Optional.of(started);
        started.start();
    }

    private void stopAgent() {
        agent.ifPresent(Agent::stop);
        agent = Optional.empty();
    }
}
