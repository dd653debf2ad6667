package dev.offpeak.agent;

import dev.offpeak.agent.ComputeConnection.CallFailed;
import dev.offpeak.agent.source.PatchSource;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.agent.ClockReading;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.InstallationGoal;
import dev.offpeak.contracts.agent.InstallationReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * One machine with an order, by hand: its disk, its boots, its clock and its package manager outlive the agent, which may be killed and started
 * again.
 *
 * @param <S> its package manager
 */
final class InstallationScene<S extends PatchSource> {
    static final Instant NOW = Instant.parse("2026-11-10T22:00:00Z");

    /** The agent is gone, as by {@code kill -9}. */
    static final class Killed extends Error {}

    final S source;
    final OrderingCompute compute = new OrderingCompute();
    final Goals goals = new Goals();
    int boots = 1;
    int beats;
    boolean rebootFails;
    Instant now = NOW;
    /** Called before and after each write of the disk. */
    Runnable atTheDisk = () -> {};

    private AgentState disk;

    InstallationScene(S source) {
        this.source = source;
        disk = AgentState.enrolled(URI.create("http://127.0.0.1"), "vm", "secret", Optional.empty());
        order(goal(Duration.ofHours(3)));
    }

    static InstallationGoal goal(Duration time) {
        return new InstallationGoal(
                "install-1",
                NOW.plus(time),
                List.of(Classification.CRITICAL, Classification.SECURITY),
                Optional.empty(),
                List.of(),
                List.of(),
                RebootSetting.IF_REQUIRED);
    }

    void order(InstallationGoal goal) {
        goals.put(goalState(Optional.of(goal)));
    }

    void withdraw() {
        goals.put(goalState(Optional.empty()));
    }

    /** A start of the agent; it works until nothing is left to do, or it is killed. */
    void start() throws IOException, InterruptedException, CallFailed {
        AgentDisk agentDisk = new AgentDisk(
                state -> {
                    atTheDisk.run();
                    disk = state;
                    atTheDisk.run();
                },
                state());
        new InstallationRun(
                        agentDisk, source, compute, goals, new GuestClock(clock()), () -> {}, machine(), () -> beats++)
                .workOff();
    }

    /** Starts it again until it is not killed any more. */
    void startUntilDone() throws IOException, InterruptedException, CallFailed {
        while (true) {
            try {
                start();
                return;
            } catch (Killed e) {
                continue;
            }
        }
    }

    /** As the next start reads it. */
    AgentState state() {
        try {
            byte[] written = ProtocolJson.mapper().writeValueAsBytes(disk);
            return ProtocolJson.mapper().readValue(written, AgentState.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InstallationReport end() {
        return compute.end.orElseThrow();
    }

    List<String> in(PatchInstallationState state) {
        return end().results().stream()
                .filter(result -> result.state() == state)
                .map(result -> result.patch().patchId())
                .toList();
    }

    private Boots machine() {
        return new Boots() {
            @Override
            public String id() {
                return "boot-" + boots;
            }

            @Override
            public void reboot() throws IOException {
                if (rebootFails) {
                    throw new IOException("the machine went on");
                }
                boots++;
                if (source instanceof FakeSource fake) {
                    fake.rebootPending = false;
                }
                throw new Killed();
            }
        };
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    private static GoalState goalState(Optional<InstallationGoal> installation) {
        return new GoalState(
                "vm",
                1,
                new ClockReading(Instant.EPOCH, Instant.EPOCH, 1),
                60,
                NativeUpdates.LEAVE,
                Optional.empty(),
                Optional.empty(),
                installation);
    }
}
