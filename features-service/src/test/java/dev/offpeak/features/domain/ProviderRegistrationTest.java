package dev.offpeak.features.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("F4")
@DisplayName("F4: provider registrations")
class ProviderRegistrationTest {
    private static final ProviderRegistration NONE = ProviderRegistration.none("s", "Microsoft.Compute", true);

    @Test
    void areRegisteredOnceBothTookTheLatestPropagationOver() {
        ProviderRegistration asked = NONE.register();

        assertThat(NONE.state()).isEqualTo(ProviderState.NOT_REGISTERED);
        assertThat(asked.state()).isEqualTo(ProviderState.REGISTERING);
        assertThat(with(asked, 1, 0).state()).isEqualTo(ProviderState.REGISTERING);
        assertThat(with(asked, 0, 1).state()).isEqualTo(ProviderState.REGISTERING);
        assertThat(with(asked, 1, 1).state()).isEqualTo(ProviderState.REGISTERED);
        assertThat(with(asked, 1, 1).register().state()).isEqualTo(ProviderState.REGISTERING);
        assertThat(with(with(asked, 1, 1).register(), 2, 1).state()).isEqualTo(ProviderState.REGISTERING);
    }

    @Test
    void areUnregisteredOnceBothKnow() {
        ProviderRegistration left = with(NONE.register(), 1, 1).unregister();

        assertThat(left.state()).isEqualTo(ProviderState.UNREGISTERING);
        assertThat(with(left, 2, 2).state()).isEqualTo(ProviderState.UNREGISTERED);
        assertThat(left.unregister()).isSameAs(left);
        assertThat(NONE.unregister()).isSameAs(NONE);
    }

    @Test
    void withoutFeaturesAreDoneAtOnce() {
        ProviderRegistration network = ProviderRegistration.none("s", "Microsoft.Network", false);

        assertThat(network.register().state()).isEqualTo(ProviderState.REGISTERED);
        assertThat(network.register().unregister().state()).isEqualTo(ProviderState.UNREGISTERED);
    }

    private static ProviderRegistration with(ProviderRegistration r, long compute, long assessment) {
        return new ProviderRegistration(
                r.subscriptionId(),
                r.namespace(),
                r.carriesFeatures(),
                r.wanted(),
                r.propagation(),
                compute,
                assessment);
    }
}
