package dev.offpeak.orchestrator;

import dev.offpeak.regions.RegionCatalog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which regions there are: the operator's file, else the built-in catalogue. */
@ApplicationScoped
class Regions {
    @Produces
    @Singleton
    RegionCatalog catalog(@ConfigProperty(name = "offpeak.regions.file") Optional<String> file) {
        return file.map(Path::of).map(RegionCatalog::read).orElseGet(RegionCatalog::builtIn);
    }
}
