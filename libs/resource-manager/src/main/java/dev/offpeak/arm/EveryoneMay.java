package dev.offpeak.arm;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The access check of a platform without accounts: every caller may do everything. */
@ApplicationScoped
@DefaultBean
class EveryoneMay implements AccessCheck {
    @Override
    public Uni<Optional<Refusal>> check(Attempt attempt) {
        return Uni.createFrom().item(Optional.empty());
    }
}
