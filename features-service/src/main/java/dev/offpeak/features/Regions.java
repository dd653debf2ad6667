package dev.offpeak.features;

import dev.offpeak.regions.RegionCatalog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The region catalogue for injection: the built-in one, or the file that {@code offpeak.regions.file} names. */
@ApplicationScoped
public class Regions {
    private final Optional<Path> file;

    @Inject
    Regions(@ConfigProperty(name = "offpeak.regions.file") Optional<Path> file) {
        this.file = file;
    }

    @Produces
    @Singleton
    RegionCatalog catalog() {
        return file.map(RegionCatalog::read).orElseGet(RegionCatalog::builtIn);
    }
}
