package dev.offpeak.features.domain;

import dev.offpeak.contracts.message.FeatureStateChanged;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One subscription's registration of one feature (rules F1, F2, F5). Immutable: every move gives a new one, or the same one when
 * nothing changes.
 *
 * @param subscriptionId lower case GUID
 * @param feature which one
 * @param state where it stands
 * @param version 0 before the first move, then grows by one with every move
 * @param due platform time at which it goes on by itself; present exactly in the timed states
 */
public record FeatureRegistration(
        String subscriptionId, FeatureName feature, RegistrationState state, long version, Optional<Instant> due) {
    public FeatureRegistration {
        Objects.requireNonNull(subscriptionId, "subscriptionId");
        Objects.requireNonNull(feature, "feature");
        if (due.isPresent() != state.isTimed()) {
            throw new IllegalArgumentException(state + " with due time " + due);
        }
    }

    /** What holds before anyone asked. */
    public static FeatureRegistration none(String subscriptionId, FeatureName feature) {
        return new FeatureRegistration(subscriptionId, feature, RegistrationState.NOT_REGISTERED, 0, Optional.empty());
    }

    /** Someone asks for the feature; asking again changes nothing. */
    public FeatureRegistration register(Instant now, RegistrationPolicy policy) {
        if (state.isAskedFor()) {
            return this;
        }
        return policy.approvalRequired()
                ? become(RegistrationState.PENDING, Optional.empty())
                : become(RegistrationState.REGISTERING, Optional.of(now.plus(policy.registrationTime())));
    }

    /** An operator approves; approving again changes nothing. Only for what {@link #mayBeApproved()}. */
    public FeatureRegistration approve(Instant now, RegistrationPolicy policy) {
        if (state == RegistrationState.REGISTERING || state == RegistrationState.REGISTERED) {
            return this;
        }
        if (state != RegistrationState.PENDING) {
            throw new IllegalMoveException(feature, state, RegistrationState.REGISTERING);
        }
        return become(RegistrationState.REGISTERING, Optional.of(now.plus(policy.registrationTime())));
    }

    /** Whether someone waits for an approval, or had it. */
    public boolean mayBeApproved() {
        return state.isAskedFor();
    }

    /** The feature is no longer wanted; what was never registered stays as it is. */
    public FeatureRegistration unregister(Instant now, RegistrationPolicy policy) {
        if (!state.isAskedFor()) {
            return this;
        }
        return state == RegistrationState.PENDING
                ? become(RegistrationState.UNREGISTERED, Optional.empty())
                : become(RegistrationState.UNREGISTERING, Optional.of(now.plus(policy.unregistrationTime())));
    }

    /** Goes on when its time has come; before that nothing changes. */
    public FeatureRegistration settle(Instant now) {
        if (due.isEmpty() || due.get().isAfter(now)) {
            return this;
        }
        return become(
                state == RegistrationState.REGISTERING ? RegistrationState.REGISTERED : RegistrationState.UNREGISTERED,
                Optional.empty());
    }

    /** What others are told of its last move. */
    public FeatureStateChanged event(Instant now) {
        return new FeatureStateChanged(subscriptionId, feature.namespace(), feature.name(), state.seen(), version, now);
    }

    private FeatureRegistration become(RegistrationState next, Optional<Instant> nextDue) {
        if (!state.mayBecome(next)) {
            throw new IllegalMoveException(feature, state, next);
        }
        return new FeatureRegistration(subscriptionId, feature, next, version + 1, nextDue);
    }
}
