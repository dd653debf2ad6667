package dev.offpeak.assessment.schedule;

import dev.offpeak.regions.RegionCatalog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The region catalogue for injection: the built-in one, or the operator's file. */
@ApplicationScoped
class RegionsProducer {
    @Produces
    @Singleton
    RegionCatalog regions(@ConfigProperty(name = "offpeak.regions.file") Optional<Path> file) {
        return file.map(RegionCatalog::read).orElseGet(RegionCatalog::builtIn);
    }
}
