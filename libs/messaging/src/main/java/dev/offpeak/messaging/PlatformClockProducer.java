package dev.offpeak.messaging;

import dev.offpeak.time.PlatformClock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The platform's clock for injection: real time, or what the file says that {@code offpeak.clock.file} names. */
@ApplicationScoped
public class PlatformClockProducer {
    private final Optional<Path> clockFile;

    @Inject
    PlatformClockProducer(@ConfigProperty(name = "offpeak.clock.file") Optional<Path> clockFile) {
        this.clockFile = clockFile;
    }

    @Produces
    @Singleton
    PlatformClock clock() {
        return clockFile.map(PlatformClock::following).orElseGet(PlatformClock::real);
    }
}
