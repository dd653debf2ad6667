package dev.offpeak.compute.api;

import dev.offpeak.arm.RefusedException;
import dev.offpeak.arm.ResourceId;
import dev.offpeak.compute.store.ResourceGroupStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What a request is about has to be there; where it is not, the caller is told whether it or its group is missing (rule V1). */
@ApplicationScoped
class Existing {
    private final ResourceGroupStore groups;

    Existing(ResourceGroupStore groups) {
        this.groups = groups;
    }

    /**
     * What was found; fails with a {@link RefusedException} when that is nothing.
     *
     * @param id of a resource in a group
     */
    <T> Uni<T> orNotFound(SqlClient client, ResourceId id, Optional<T> found) {
        return found.map(resource -> Uni.createFrom().item(resource))
                .orElseGet(() -> groups.find(client, id.group().key()).map(group -> {
                    throw Refusals.notFound(id, group);
                }));
    }
}
