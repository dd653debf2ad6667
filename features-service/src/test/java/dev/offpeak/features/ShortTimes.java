package dev.offpeak.features;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** Registrations that take a second. Init argument {@code approval} switches approvals on. */
public final class ShortTimes implements QuarkusTestResourceLifecycleManager {
    private final Map<String, String> settings = new HashMap<>(
            Map.of("offpeak.features.registration-time", "PT1S", "offpeak.features.unregistration-time", "PT1S"));

    @Override
    public void init(Map<String, String> arguments) {
        settings.put("offpeak.features.approval-required", arguments.getOrDefault("approval", "false"));
    }

    @Override
    public Map<String, String> start() {
        return settings;
    }

    @Override
    public void stop() {}
}
