package dev.offpeak.features;

import dev.offpeak.features.domain.FeatureCatalog;
import dev.offpeak.features.domain.FeatureName;
import dev.offpeak.features.domain.RegistrationPolicy;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** Which features there are, and how their registration goes on. */
@ConfigMapping(prefix = "offpeak.features")
public interface FeaturesSettings {
    /** As {@code namespace/name} (rule F3). */
    List<String> known();

    /** Platform time from Registering to Registered (rule F1). */
    @WithDefault("PT2M")
    Duration registrationTime();

    /** Platform time from Unregistering to Unregistered. */
    @WithDefault("PT2M")
    Duration unregistrationTime();

    /** Whether an operator must approve each registration: Pending until then (rule F1). */
    @WithDefault("false")
    boolean approvalRequired();

    /** Real time between two looks for registrations whose time has come. */
    @WithDefault("PT0.2S")
    Duration tick();

    default FeatureCatalog catalog() {
        return new FeatureCatalog(known().stream().map(FeatureName::parse).toList());
    }

    default RegistrationPolicy policy() {
        return new RegistrationPolicy(registrationTime(), unregistrationTime(), approvalRequired());
    }
}
