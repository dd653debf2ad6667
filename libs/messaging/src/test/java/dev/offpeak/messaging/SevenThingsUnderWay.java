package dev.offpeak.messaging;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Work that {@code GET /internal/work} counts. */
@ApplicationScoped
class SevenThingsUnderWay implements WorkUnderWay {
    @Override
    public Uni<Long> count() {
        return Uni.createFrom().item(7L);
    }
}
