package dev.offpeak.compute.store;

import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.InstallationChanged;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** VMs as they are shown: lists of them, and with everything that an instance view tells, each in one statement. */
@ApplicationScoped
public class Sightings {
    private static final String WITH_FINDINGS = "SELECT " + VmRows.SELECTED
            + """
            , a.summary AS assessment, i.summary AS installation, e.state AS enablement_state,
              e.not_after AS enablement_not_after, e.retry_at AS enablement_retry_at, e.due_at AS enablement_due_at
            FROM virtual_machine v LEFT JOIN vm_assessment a USING (vm_id) LEFT JOIN vm_installation i USING (vm_id)
              LEFT JOIN enablement e USING (vm_id)""";

    private final Pool pool;
    private final GroupedLookup<String, Sighting> withFindings =
            new GroupedLookup<>(keys -> load(WITH_FINDINGS, keys, Sightings::read));
    private final GroupedLookup<String, ShownVm> plain =
            new GroupedLookup<>(keys -> load(ShownVm.SELECT, keys, ShownVm::read));

    Sightings(Pool pool) {
        this.pool = pool;
    }

    /**
     * A VM with what is known of it.
     *
     * @param vm as stored
     * @param findings what other services and its enablement say
     */
    public record Sighting(VmRow vm, VmFindings findings) {}

    /** One VM; empty when there is none of that name. Many who ask at once share one query. */
    public Uni<Optional<Sighting>> find(String resourceKey) {
        return withFindings.find(resourceKey);
    }

    /** What a VM's body tells, without its instance view; otherwise the same. */
    public Uni<Optional<ShownVm>> findPlain(String resourceKey) {
        return plain.find(resourceKey);
    }

    private <T> Uni<Map<String, T>> load(String select, Set<String> resourceKeys, Function<Row, T> read) {
        return pool.preparedQuery(select + " WHERE v.resource_key = ANY($1)")
                .execute(Tuple.tuple().addArrayOfString(resourceKeys.toArray(String[]::new)))
                .map(rows -> {
                    Map<String, T> found = new HashMap<>();
                    rows.forEach(row -> found.put(row.getString("resource_key"), read.apply(row)));
                    return found;
                });
    }

    /** A page by resource key, with findings. */
    public Uni<List<Sighting>> list(VmScope scope, Optional<String> after, int limit) {
        return page(WITH_FINDINGS, scope, after, limit)
                .map(rows -> rows.map(Sightings::read).toList());
    }

    /** A page by resource key, of what the VMs' bodies tell. */
    public Uni<List<ShownVm>> listPlain(VmScope scope, Optional<String> after, int limit) {
        return page(ShownVm.SELECT, scope, after, limit)
                .map(rows -> rows.map(ShownVm::read).toList());
    }

    private Uni<Stream<Row>> page(String select, VmScope scope, Optional<String> after, int limit) {
        List<Object> parameters = new ArrayList<>(scope.parameters());
        parameters.add(after.orElse(""));
        parameters.add(limit);
        return pool.preparedQuery(select + " WHERE " + scope.condition() + " AND v.resource_key > $"
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
