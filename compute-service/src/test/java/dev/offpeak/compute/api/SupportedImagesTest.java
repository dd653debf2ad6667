package dev.offpeak.compute.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.compute.domain.SupportedImages;
import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import dev.offpeak.rules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule P7: the list as it is shipped, and an operator's own. */
@Rule("P7")
class SupportedImagesTest {
    private final SupportedImages builtIn = new SupportedImagesProducer().images(Optional.empty());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2012-R2-Datacenter",
                "2016-Datacenter",
                "2016-Datacenter-Server-Core",
                "2019-Datacenter",
                "2019-Datacenter-Server-Core",
                "2019-Datacenter-Core"
            })
    @Rule("P7")
    @DisplayName("P7: every image of the preview, and the later name of one of them")
    void previewImagesAreThere(String sku) {
        assertThat(builtIn.find(new ImageReference("MicrosoftWindowsServer", "WindowsServer", sku, "latest")))
                .hasValueSatisfying(image -> assertThat(image.osType()).isEqualTo(OsType.WINDOWS));
    }

    @Test
    void laterListHasLinuxToo() {
        assertThat(builtIn.all()).anyMatch(image -> image.osType() == OsType.LINUX);
        assertThat(builtIn.find(new ImageReference("MicrosoftWindowsServer", "WindowsServer", "2019", "latest")))
                .isEmpty();
    }

    @Test
    @DisplayName("the Azure Edition's images can be hotpatched, others can't")
    void someCanBeHotpatched() {
        assertThat(builtIn.all())
                .filteredOn(SupportedImages.Image::hotpatch)
                .hasSize(8)
                .allMatch(image -> image.sku().contains("azure-edition") && image.osType() == OsType.WINDOWS);
    }

    @Test
    void operatorCanReplaceTheList(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("images.json");
        Files.writeString(
                file,
                "{\"images\": [{\"publisher\": \"p\", \"offer\": \"o\", \"sku\": \"s\", \"osType\": \"Linux\"}]}");

        SupportedImages own = new SupportedImagesProducer().images(Optional.of(file));

        assertThat(own.all()).containsExactly(new SupportedImages.Image("p", "o", "s", OsType.LINUX, false));
    }
}
