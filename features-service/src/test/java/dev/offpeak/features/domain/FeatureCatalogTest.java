package dev.offpeak.features.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.rules.Rule;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureCatalogTest {
    private final FeatureCatalog catalog = new FeatureCatalog(
            List.of(FeatureName.parse("Microsoft.Compute/A"), FeatureName.parse("Microsoft.Network/B")));

    @Test
    @Rule("V2")
    @DisplayName("V2: finds in any casing, and keeps its own")
    void findsInAnyCasing() {
        assertThat(catalog.find("MICROSOFT.compute", "a")).contains(new FeatureName("Microsoft.Compute", "A"));
        assertThat(catalog.find("Microsoft.Compute", "B")).isEmpty();
        assertThat(catalog.of("microsoft.network")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "/A", "Microsoft.Compute/", "a/b/c"})
    void refusesNamesThatAreNone(String text) {
        assertThatThrownBy(() -> FeatureName.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
