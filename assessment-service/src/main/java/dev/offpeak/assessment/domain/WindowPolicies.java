package dev.offpeak.assessment.domain;

import dev.offpeak.time.OffPeakWindow;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The off-peak windows that were chosen (rule U1).
 *
 * @param byScope lower-case ARM id of a subscription, a resource group or a VM, or {@code /}, to its window
 */
public record WindowPolicies(Map<String, OffPeakWindow> byScope) {
    public WindowPolicies {
        byScope = Map.copyOf(byScope);
    }

    /** The window of the narrowest scope that has one; the platform's default where none covers the VM. */
    public OffPeakWindow windowOf(String subscriptionId, String resourceId) {
        String vm = resourceId.toLowerCase(Locale.ROOT);
        String group = vm.substring(0, Math.max(0, vm.indexOf("/providers/")));
        return List.of(vm, group, "/subscriptions/" + subscriptionId, "/").stream()
                .map(byScope::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(OffPeakWindow.DEFAULT);
    }
}
