package dev.offpeak.compute.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.InstallationChanged;
import dev.offpeak.messaging.Json;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** What assessment-service and orchestrator-service last said of VMs; gone with the VM, and never older than what is there. */
@ApplicationScoped
public class FindingsStore {
    /** Keeps the latest assessment of a VM; of a VM that is gone nothing is kept. */
    public Uni<Void> assessed(Transaction tx, AssessmentCompleted assessment) {
        return keep(tx, "vm_assessment", assessment.vmId(), assessment.version(), assessment);
    }

    /** Keeps the latest installation of a VM; of a VM that is gone nothing is kept. */
    public Uni<Void> installed(Transaction tx, InstallationChanged installation) {
        return keep(tx, "vm_installation", installation.vmId(), installation.version(), installation);
    }

    private static Uni<Void> keep(Transaction tx, String table, String vmId, long version, Object summary) {
        return tx.connection()
                .preparedQuery("INSERT INTO " + table + " (vm_id, version, summary)"
                        + " SELECT vm_id, $2, $3 FROM virtual_machine WHERE vm_id = $1"
                        + " ON CONFLICT (vm_id) DO UPDATE SET version = excluded.version, summary = excluded.summary"
                        + " WHERE " + table + ".version < excluded.version")
                .execute(Tuple.of(UUID.fromString(vmId), version, write(summary)))
                .replaceWithVoid();
    }

    private static JsonObject write(Object summary) {
        try {
            return new JsonObject(Json.mapper().writeValueAsString(summary));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message can't be written as JSON", e);
        }
    }

    /** A summary from a row that has it under that name. */
    static <T> Optional<T> read(Row row, String column, Class<T> type) {
        JsonObject stored = row.getJsonObject(column);
        if (stored == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.mapper().readValue(stored.encode(), type));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored summary does not parse", e);
        }
    }
}
