package dev.offpeak.assessment.domain;

import dev.offpeak.time.OffPeakWindow;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The off-peak windows that were chosen (rule U1).
 *
 * @param byScope scope, as {@link dev.offpeak.time.WindowScopes} has it, to its window
 */
public record WindowPolicies(Map<String, OffPeakWindow> byScope) {
    public WindowPolicies {
        byScope = Map.copyOf(byScope);
    }

    /**
     * The window of the narrowest scope that has one; the platform's default where none covers the VM.
     *
     * @param scopes of the VM, narrowest first
     */
    public OffPeakWindow windowOf(List<String> scopes) {
        return scopes.stream()
                .map(byScope::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(OffPeakWindow.DEFAULT);
    }
}
