package dev.offpeak.compute.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.compute.domain.ProvisioningState;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Of a VM what its body tells: a third of what is stored of it, and all that most requests ask for.
 *
 * @param vmId this incarnation
 * @param resourceId ARM id in the creator's casing
 * @param name in the creator's casing
 * @param region as ARM names it
 * @param zone empty for a VM without one
 * @param model see {@link VmRow#model}; not to be changed in place
 * @param tags never null
 * @param provisioningState of the model
 * @param etag changes with every change of model or tags
 * @param createdAt platform time
 */
public record ShownVm(
        UUID vmId,
        String resourceId,
        String name,
        String region,
        Optional<String> zone,
        ObjectNode model,
        Map<String, String> tags,
        ProvisioningState provisioningState,
        String etag,
        Instant createdAt) {
    /** Ends with the table under the alias {@code v}. */
    static final String SELECT =
            """
            SELECT v.resource_key, v.vm_id, v.resource_id, v.name, v.region, v.zone, v.model::text, v.tags::text,
              v.provisioning_state, v.etag, v.created_at
            FROM virtual_machine v""";

    /** From a row of {@link #SELECT}, whose first column is the key. */
    static ShownVm read(Row row) {
        return new ShownVm(
                row.getUUID(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Optional.ofNullable(row.getString(5)),
                JsonColumns.object(row.getString(6)),
                JsonColumns.tags(row.getString(7)),
                ProvisioningState.of(row.getString(8)),
                row.getString(9),
                row.getOffsetDateTime(10).toInstant());
    }

    /** Its ARM id in lower case, as keys are. */
    public String resourceKey() {
        return resourceId.toLowerCase(Locale.ROOT);
    }
}
