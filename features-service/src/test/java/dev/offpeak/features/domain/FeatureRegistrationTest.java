package dev.offpeak.features.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.contracts.FeatureState;
import dev.offpeak.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureRegistrationTest {
    private static final Instant NOW = Instant.parse("2020-10-27T10:00:00Z");
    private static final RegistrationPolicy PLAIN =
            new RegistrationPolicy(Duration.ofMinutes(15), Duration.ofMinutes(5), false);
    private static final RegistrationPolicy WITH_APPROVAL =
            new RegistrationPolicy(Duration.ofMinutes(15), Duration.ofMinutes(5), true);
    private static final FeatureRegistration NONE = FeatureRegistration.none(
            "00000000-0000-0000-0000-000000000001", new FeatureName("Microsoft.Compute", "InGuestPatchVMPreview"));

    @Test
    @Rule("F1")
    @DisplayName("F1: Registering, and Registered exactly when the time has come")
    void isRegisteredWhenItsTimeHasCome() {
        FeatureRegistration registering = NONE.register(NOW, PLAIN);

        assertThat(registering.state()).isEqualTo(RegistrationState.REGISTERING);
        assertThat(registering.due()).contains(NOW.plus(Duration.ofMinutes(15)));
        assertThat(registering.settle(NOW.plus(Duration.ofMinutes(15)).minusNanos(1)))
                .isSameAs(registering);
        FeatureRegistration registered = registering.settle(NOW.plus(Duration.ofMinutes(15)));
        assertThat(registered.state()).isEqualTo(RegistrationState.REGISTERED);
        assertThat(registered.due()).isEmpty();
        assertThat(registered.version()).isEqualTo(2);
    }

    @Test
    @Rule("F2")
    @DisplayName("F2: registering again changes nothing")
    void registeringAgainChangesNothing() {
        FeatureRegistration registering = NONE.register(NOW, PLAIN);
        FeatureRegistration registered = registering.settle(NOW.plus(Duration.ofHours(1)));
        FeatureRegistration pending = NONE.register(NOW, WITH_APPROVAL);

        assertThat(registering.register(NOW.plusSeconds(60), PLAIN)).isSameAs(registering);
        assertThat(registered.register(NOW.plus(Duration.ofHours(2)), PLAIN)).isSameAs(registered);
        assertThat(pending.register(NOW, PLAIN)).isSameAs(pending);
    }

    @Test
    @Rule("F1")
    @DisplayName("F1: with approval a registration is Pending first, however long that takes")
    void waitsForApproval() {
        FeatureRegistration pending = NONE.register(NOW, WITH_APPROVAL);

        assertThat(pending.state()).isEqualTo(RegistrationState.PENDING);
        assertThat(pending.settle(NOW.plus(Duration.ofDays(365)))).isSameAs(pending);
        Instant later = NOW.plus(Duration.ofDays(3));
        FeatureRegistration approved = pending.approve(later, WITH_APPROVAL);
        assertThat(approved.state()).isEqualTo(RegistrationState.REGISTERING);
        assertThat(approved.due()).contains(later.plus(Duration.ofMinutes(15)));
        assertThat(approved.approve(later, WITH_APPROVAL)).isSameAs(approved);
    }

    @Test
    @Rule("F2")
    @DisplayName("F2: unregistering takes its time, and can be turned around")
    void unregisters() {
        FeatureRegistration registered = NONE.register(NOW, PLAIN).settle(NOW.plus(Duration.ofHours(1)));

        FeatureRegistration unregistering = registered.unregister(NOW, PLAIN);
        assertThat(unregistering.state()).isEqualTo(RegistrationState.UNREGISTERING);
        assertThat(unregistering.unregister(NOW, PLAIN)).isSameAs(unregistering);
        assertThat(unregistering.register(NOW, PLAIN).state()).isEqualTo(RegistrationState.REGISTERING);
        FeatureRegistration unregistered = unregistering.settle(NOW.plus(Duration.ofMinutes(5)));
        assertThat(unregistered.state()).isEqualTo(RegistrationState.UNREGISTERED);
        assertThat(unregistered.unregister(NOW, PLAIN)).isSameAs(unregistered);
        assertThat(unregistered.register(NOW, PLAIN).state()).isEqualTo(RegistrationState.REGISTERING);
    }

    @Test
    void unregisteringWhatWasNeverRegisteredChangesNothing() {
        assertThat(NONE.unregister(NOW, PLAIN)).isSameAs(NONE);
    }

    @Test
    void aPendingRegistrationIsTakenBackAtOnce() {
        assertThat(NONE.register(NOW, WITH_APPROVAL)
                        .unregister(NOW, WITH_APPROVAL)
                        .state())
                .isEqualTo(RegistrationState.UNREGISTERED);
    }

    @Test
    void whatNobodyAskedForCannotBeApproved() {
        assertThat(NONE.mayBeApproved()).isFalse();
        assertThatThrownBy(() -> NONE.approve(NOW, PLAIN)).isInstanceOf(IllegalMoveException.class);
    }

    @Test
    void everyMoveHasItsOwnVersionInTheEvent() {
        FeatureRegistration registering = NONE.register(NOW, PLAIN);

        assertThat(registering.event(NOW).version()).isEqualTo(1);
        assertThat(registering.event(NOW).state()).isEqualTo(FeatureState.REGISTERING);
        assertThat(registering.settle(NOW.plus(Duration.ofHours(1))).event(NOW).version())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(RegistrationState.class)
    void timedStatesAndOnlyThoseHaveADueTime(RegistrationState state) {
        Optional<Instant> wrong = state.isTimed() ? Optional.empty() : Optional.of(NOW);

        assertThatThrownBy(() -> new FeatureRegistration(NONE.subscriptionId(), NONE.feature(), state, 1, wrong))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(RegistrationState.class)
    void everyStateIsSeenByOthersUnderItsName(RegistrationState state) {
        assertThat(state.seen().name()).isEqualTo(state.name());
        assertThat(state.mayBecome(state)).isFalse();
    }
}
