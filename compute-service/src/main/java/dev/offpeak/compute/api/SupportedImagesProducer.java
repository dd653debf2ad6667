package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.offpeak.compute.domain.PatchModeRules;
import dev.offpeak.compute.domain.SupportedImages;
import dev.offpeak.contracts.OsType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The images of rule P7: built in, or the operator's own file of the same form named by {@code offpeak.images.file}. */
@ApplicationScoped
public class SupportedImagesProducer {
    private static final String BUILT_IN = "/supported-images.json";

    @Produces
    @Singleton
    SupportedImages images(@ConfigProperty(name = "offpeak.images.file") Optional<Path> file) {
        try (InputStream in = file.isPresent()
                ? Files.newInputStream(file.get())
                : SupportedImagesProducer.class.getResourceAsStream(BUILT_IN)) {
            return read(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The image list " + file.map(Path::toString).orElse(BUILT_IN) + " can't be read", e);
        }
    }

    @Produces
    @Singleton
    PatchModeRules rules(SupportedImages images) {
        return new PatchModeRules(images);
    }

    /** Reads {@code {"images": [{publisher, offer, sku, osType, hotpatch}]}}. */
    static SupportedImages read(JsonNode document) {
        List<SupportedImages.Image> images = new ArrayList<>();
        for (JsonNode image : document.path("images")) {
            images.add(new SupportedImages.Image(
                    image.path("publisher").asText(),
                    image.path("offer").asText(),
                    image.path("sku").asText(),
                    image.path("osType").asText().equalsIgnoreCase("Windows") ? OsType.WINDOWS : OsType.LINUX,
                    image.path("hotpatch").asBoolean()));
        }
        return new SupportedImages(images);
    }
}
