package dev.offpeak.features.domain;

import dev.offpeak.contracts.FeatureState;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Where a feature registration can be, and where it can go from there (rules F1, F2). The words are {@link FeatureState}'s. */
public enum RegistrationState {
    NOT_REGISTERED,
    /** Waits for an operator's approval; only where approval is required. */
    PENDING,
    REGISTERING,
    REGISTERED,
    UNREGISTERING,
    UNREGISTERED;

    private static final Map<RegistrationState, Set<RegistrationState>> NEXT = new EnumMap<>(Map.of(
            NOT_REGISTERED, EnumSet.of(PENDING, REGISTERING),
            PENDING, EnumSet.of(REGISTERING, UNREGISTERED),
            REGISTERING, EnumSet.of(REGISTERED, UNREGISTERING),
            REGISTERED, EnumSet.of(UNREGISTERING),
            UNREGISTERING, EnumSet.of(UNREGISTERED, PENDING, REGISTERING),
            UNREGISTERED, EnumSet.of(PENDING, REGISTERING)));

    public boolean mayBecome(RegistrationState next) {
        return next().contains(next);
    }

    /** Every state that may follow; never empty, for a registration never ends. */
    public Set<RegistrationState> next() {
        return Set.copyOf(NEXT.get(this));
    }

    /** Someone asked for the feature and did not take it back: asking again changes nothing. */
    public boolean isAskedFor() {
        return this == PENDING || this == REGISTERING || this == REGISTERED;
    }

    /** It goes on by itself when its time has come. */
    public boolean isTimed() {
        return this == REGISTERING || this == UNREGISTERING;
    }

    /** The same state as others see it. */
    public FeatureState seen() {
        return FeatureState.valueOf(name());
    }
}
