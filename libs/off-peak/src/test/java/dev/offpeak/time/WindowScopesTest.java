package dev.offpeak.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WindowScopesTest {
    @Test
    @Rule("U1")
    @DisplayName("U1: the narrowest scope wins: the VM, its tags, its resource group, its subscription, the platform")
    void narrowestFirst() {
        assertThat(WindowScopes.of(
                        "/subscriptions/S/resourceGroups/myRG/providers/Microsoft.Compute/virtualMachines/myVM",
                        "/subscriptions/S/resourceGroups/myRG",
                        "S",
                        WindowScopes.tags(Map.of("Shift", "Night", "app", "Web"))))
                .containsExactly(
                        "/subscriptions/s/resourcegroups/myrg/providers/microsoft.compute/virtualmachines/myvm",
                        "/tags/app/web",
                        "/tags/shift/night",
                        "/subscriptions/s/resourcegroups/myrg",
                        "/subscriptions/s",
                        "/");
    }

    @Test
    @Rule("U1")
    @DisplayName("U1: tags that look alike when written together have scopes of their own")
    void tagsAreToldApart() {
        assertThat(List.of(WindowScopes.tag("a", "b/c"), WindowScopes.tag("a", "b"), WindowScopes.tag("ab", "c")))
                .doesNotHaveDuplicates();
    }
}
