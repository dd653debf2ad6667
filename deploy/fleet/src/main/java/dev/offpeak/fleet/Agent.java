package dev.offpeak.fleet;

import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.fleet.Compute.CallFailed;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The agent in a simulated guest, during one boot. It enrols, polls its goal state, beats, and carries out what the goal
 * state asks for. It decides nothing about when. After {@link #stop} nothing it started has any effect.
 */
final class Agent {
    static final String VERSION = "0.1.0";
    private static final Logger LOG = System.getLogger(Agent.class.getName());

    private final Guest guest;
    private final String bootId;
    private final Backoff enrollBackoff;
    private final Reports reports;
    private final Heartbeats heartbeats;
    private final GoalPoll goalPoll;
    private final ExtensionRun extension;
    private final AssessmentRun assessment;
    private final InstallationRun installation;

    private Optional<GoalState> goal = Optional.empty();
    private boolean alive = true;
    private boolean enrolling;
    private boolean rotating;

    Agent(Guest guest, String bootId) {
        this.guest = guest;
        this.bootId = bootId;
        this.enrollBackoff = backoff("enroll");
        this.reports = new Reports(this);
        this.heartbeats = new Heartbeats(this);
        this.goalPoll = new GoalPoll(this);
        this.extension = new ExtensionRun(this);
        this.assessment = new AssessmentRun(this);
        this.installation = new InstallationRun(this);
    }

    void start() {
        Nature nature = guest.nature();
        if (nature.fallsSilent() && !nature.fallsSilentWhileInstalling()) {
            at(nature.silentFrom(guest.disk().born), guest::fallSilent);
        }
        if (guest.disk().credential.isPresent()) {
            goOnline();
        } else {
            enrollIfNeeded();
        }
        installation.resume();
    }

    void stop() {
        alive = false;
    }

    /** Introduces itself with the host's token; without one, or when it is refused, waits for the host feed to bring another. */
    void enrollIfNeeded() {
        Optional<String> token = guest.unspentToken();
        if (!alive
                || enrolling
                || guest.disk().silenced
                || guest.disk().credential.isPresent()
                || token.isEmpty()) {
            return;
        }
        enrolling = true;
        EnrollmentRequest request = new EnrollmentRequest(guest.disk().vmId, token.get(), VERSION, bootId);
        when(
                guest.world().compute().enroll(request),
                enrollment -> {
                    enrolling = false;
                    enrollBackoff.succeeded();
                    guest.spent(token.get());
                    guest.disk().credential = Optional.of(enrollment.credential());
                    guest.save();
                    guest.journal(GuestEvent.ENROLLED, Optional.empty());
                    goOnline();
                },
                failure -> {
                    enrolling = false;
                    if (failure instanceof CallFailed call && call.isFinal()) {
                        LOG.log(Level.WARNING, "Enrolment refused: " + call.getMessage());
                    }
                    after(enrollBackoff.failed(failure), this::enrollIfNeeded);
                });
    }

    /** Asks for another credential. The present one holds until the new one is used, so that an answer that gets lost costs nothing. */
    void rotateCredential() {
        if (rotating || !mayCall()) {
            return;
        }
        rotating = true;
        String present = credential();
        when(
                guest.world().compute().rotateCredential(guest.disk().vmId, present),
                enrollment -> {
                    rotating = false;
                    if (guest.disk().credential.equals(Optional.of(present))) {
                        guest.disk().credential = Optional.of(enrollment.credential());
                        guest.save();
                    }
                },
                failure -> {
                    rotating = false;
                    noteRefusal(failure, present);
                });
    }

    /**
     * Gives up a credential that compute refused, and enrols again as soon as the host has another token. One that was replaced
     * meanwhile is no loss.
     */
    void noteRefusal(Throwable failure, String used) {
        if (failure instanceof CallFailed call
                && call.isUnauthorized()
                && guest.disk().credential.equals(Optional.of(used))) {
            guest.disk().credential = Optional.empty();
            guest.save();
            enrollIfNeeded();
        }
    }

    /** Carries out what differs from what was done or is under way. */
    void apply(GoalState now) {
        goal = Optional.of(now);
        heartbeats.every(now.heartbeatSeconds());
        reconsider();
    }

    /** Looks at the latest goal state again, because something ended. */
    void reconsider() {
        goal.ifPresent(now -> {
            extension.consider(now);
            // Rule E3: with an extension to install, they are turned off at its installation and not before.
            if (now.nativeUpdates() == NativeUpdates.TURN_ON || now.extension().isEmpty()) {
                settleNativeUpdates(now.nativeUpdates());
            }
            now.assessment().ifPresent(assessment::consider);
            installation.consider(now.installation());
        });
    }

    /** Does to the guest's own updates what it is told, and journals a change. */
    void settleNativeUpdates(NativeUpdates wanted) {
        boolean off = wanted == NativeUpdates.TURN_OFF;
        if (wanted != NativeUpdates.LEAVE && off != guest.disk().nativeUpdatesOff) {
            guest.disk().nativeUpdatesOff = off;
            guest.save();
            guest.journal(off ? GuestEvent.NATIVE_UPDATES_OFF : GuestEvent.NATIVE_UPDATES_ON, Optional.empty());
        }
    }

    Heartbeat heartbeat() {
        OsKind os = guest.os();
        return new Heartbeat(
                bootId,
                VERSION,
                guest.disk().extensionVersion,
                true,
                List.of(),
                os.displayName(),
                os.build(),
                guest.descriptor().name());
    }

    /** Called when compute took a healthy heartbeat. */
    void healthTaken() {
        guest.disk().awaitingHealth.ifPresent(activityId -> {
            guest.disk().awaitingHealth = Optional.empty();
            guest.save();
            guest.journal(GuestEvent.HEALTHY, Optional.of(activityId));
        });
    }

    Guest guest() {
        return guest;
    }

    String bootId() {
        return bootId;
    }

    String credential() {
        return guest.disk().credential.orElseThrow();
    }

    Reports reports() {
        return reports;
    }

    Heartbeats heartbeats() {
        return heartbeats;
    }

    Instant now() {
        return guest.world().clock().now();
    }

    /** Whether it may talk: not after its boot ended, not once it fell silent. */
    boolean mayTalk() {
        return alive && !guest.disk().silenced;
    }

    /** Whether it may talk and has a credential to do so. */
    boolean mayCall() {
        return mayTalk() && guest.disk().credential.isPresent();
    }

    Backoff backoff(String purpose) {
        return new Backoff(guest.nature().random("backoff " + purpose, guest.disk().boots));
    }

    Timer.Task at(Instant platform, Runnable action) {
        return guest.world().timer().at(platform, () -> ifAlive(action));
    }

    Timer.Task after(Duration real, Runnable action) {
        return guest.world().timer().after(real, () -> ifAlive(action));
    }

    /** Hands on what became of a call, unless the boot it was made in is over. */
    <T> void when(CompletionStage<T> call, Consumer<T> answered, Consumer<Throwable> failed) {
        call.whenComplete((answer, failure) -> ifAlive(() -> {
            if (failure == null) {
                answered.accept(answer);
            } else {
                failed.accept(cause(failure));
            }
        }));
    }

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() instanceof CallFailed call ? call : failure;
    }

    private void goOnline() {
        heartbeats.start();
        goalPoll.start();
        reports.send();
    }

    private void ifAlive(Runnable action) {
        if (alive) {
            action.run();
        }
    }
}
