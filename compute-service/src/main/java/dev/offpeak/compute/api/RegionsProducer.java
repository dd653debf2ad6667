package dev.offpeak.compute.api;

import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.regions.Region;
import dev.offpeak.regions.RegionCatalog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The region catalogue: built in, or the operator's own file named by {@code offpeak.regions.file}. */
@ApplicationScoped
public class RegionsProducer {
    @Produces
    @Singleton
    RegionCatalog regions(@ConfigProperty(name = "offpeak.regions.file") Optional<Path> file) {
        return file.map(RegionCatalog::read).orElseGet(RegionCatalog::builtIn);
    }

    /** The region a location names. */
    static Region required(RegionCatalog regions, Optional<String> location) {
        String said = location.orElseThrow(() -> new RefusedException(ArmRefusal.of(
                        400,
                        "LocationRequired",
                        "The location property is required for this definition. Give the name of a region, such as"
                                + " 'westeurope'.")
                .about("location")));
        return regions.find(said)
                .orElseThrow(() -> new RefusedException(ArmRefusal.of(
                                400,
                                "InvalidParameter",
                                "The location '" + said
                                        + "' is not a region of this platform. Use the name of one, such as"
                                        + " 'westeurope'.")
                        .about("location")));
    }
}
