package dev.offpeak.compute.store;

import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.InstallationChanged;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** VMs as they are shown: lists of them, and with everything that an instance view tells, each in one statement. */
@ApplicationScoped
public class Sightings {
    private static final String WITH_FINDINGS =
            """
            SELECT v.*, a.summary AS assessment, i.summary AS installation, e.state AS enablement_state,
              e.not_after AS enablement_not_after, e.retry_at AS enablement_retry_at, e.due_at AS enablement_due_at
            FROM virtual_machine v LEFT JOIN vm_assessment a USING (vm_id) LEFT JOIN vm_installation i USING (vm_id)
              LEFT JOIN enablement e USING (vm_id)""";

    /**
     * A VM with what is known of it.
     *
     * @param vm as stored
     * @param findings what other services and its enablement say
     */
    public record Sighting(VmRow vm, VmFindings findings) {}

    /** One VM; empty when there is none of that name. */
    public Uni<Optional<Sighting>> find(SqlClient client, String resourceKey) {
        return client.preparedQuery(WITH_FINDINGS + " WHERE v.resource_key = $1")
                .execute(Tuple.of(resourceKey))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(Sightings::read));
    }

    /** A page by resource key, with findings. */
    public Uni<List<Sighting>> list(SqlClient client, VmScope scope, Optional<String> after, int limit) {
        return page(client, WITH_FINDINGS, scope, after, limit)
                .map(rows -> rows.map(Sightings::read).toList());
    }

    /** A page by resource key. */
    public Uni<List<VmRow>> listPlain(SqlClient client, VmScope scope, Optional<String> after, int limit) {
        return page(client, VmRows.SELECT, scope, after, limit)
                .map(rows -> rows.map(VmRows::read).toList());
    }

    private static Uni<Stream<Row>> page(
            SqlClient client, String select, VmScope scope, Optional<String> after, int limit) {
        List<Object> parameters = new ArrayList<>(scope.parameters());
        parameters.add(after.orElse(""));
        parameters.add(limit);
        return client.preparedQuery(select + " WHERE " + scope.condition() + " AND v.resource_key > $"
                        + (parameters.size() - 1) + " ORDER BY v.resource_key LIMIT $" + parameters.size())
                .execute(Tuple.from(parameters))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false));
    }

    private static Sighting read(Row row) {
        return new Sighting(
                VmRows.read(row),
                new VmFindings(
                        FindingsStore.read(row, "assessment", AssessmentCompleted.class),
                        FindingsStore.read(row, "installation", InstallationChanged.class),
                        VmRows.enablement(row)));
    }
}
