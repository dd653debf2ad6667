package dev.offpeak.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.features.domain.FeatureName;
import dev.offpeak.features.domain.RegistrationPolicy;
import dev.offpeak.rules.Rule;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FeaturesSettingsTest {
    @Test
    @Rule("F1")
    @DisplayName("F1: without a word a registration takes two minutes and needs no approval")
    void hasDefaults() {
        FeaturesSettings settings = settings(Map.of("offpeak.features.known", "Microsoft.Compute/A"));

        assertThat(settings.policy())
                .isEqualTo(new RegistrationPolicy(Duration.ofMinutes(2), Duration.ofMinutes(2), false));
        assertThat(settings.tick()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void readsEveryProperty() {
        FeaturesSettings settings = settings(Map.of(
                "offpeak.features.known", "Microsoft.Compute/A,Microsoft.Network/B",
                "offpeak.features.registration-time", "PT15M",
                "offpeak.features.unregistration-time", "PT5M",
                "offpeak.features.approval-required", "true",
                "offpeak.features.tick", "PT1S"));

        assertThat(settings.policy())
                .isEqualTo(new RegistrationPolicy(Duration.ofMinutes(15), Duration.ofMinutes(5), true));
        assertThat(settings.tick()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.catalog().all())
                .containsExactly(new FeatureName("Microsoft.Compute", "A"), new FeatureName("Microsoft.Network", "B"));
    }

    private static FeaturesSettings settings(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withMapping(FeaturesSettings.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(FeaturesSettings.class);
    }
}
