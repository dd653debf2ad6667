package dev.offpeak.assessment.store;

import static dev.offpeak.assessment.store.Columns.at;
import static dev.offpeak.assessment.store.Columns.row;

import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.contracts.message.VmSnapshot;
import dev.offpeak.time.WindowScopes;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The projection of VMs. Every write goes by versions: an older message, or the same one again, changes nothing. */
@ApplicationScoped
public class VmStore {
    private static final String COLUMNS =
            "vm_id, resource_id, subscription_id, region, time_zone, tag_scopes, patch_mode, assessment_mode, power_state, agent_ready,"
                    + " has_extension";

    /** @return the row as it is now; empty when the message was old news or the VM is gone */
    public Uni<Optional<VmRow>> apply(SqlConnection connection, VmChanged changed) {
        VmSnapshot vm = changed.vm();
        return connection
                .preparedQuery(
                        """
                        insert into vm as v (vm_id, version, resource_id, resource_key, subscription_id, resource_group, region,
                            time_zone, patch_mode, power_state, agent_ready, has_extension, changed_at, tag_scopes, name, image,
                            assessment_mode)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
                        on conflict (vm_id) do update set version = excluded.version, changed_at = excluded.changed_at,
                            time_zone = excluded.time_zone, tag_scopes = excluded.tag_scopes,
                            image = excluded.image, assessment_mode = excluded.assessment_mode,
                            patch_mode = excluded.patch_mode, power_state = excluded.power_state,
                            agent_ready = excluded.agent_ready, has_extension = excluded.has_extension
                        where v.version < excluded.version and not v.deleted
                        returning %s"""
                                .formatted(COLUMNS))
                .execute(row(
                        changed.vmId(),
                        changed.version(),
                        vm.resourceId(),
                        vm.resourceId().toLowerCase(Locale.ROOT),
                        vm.subscriptionId(),
                        vm.resourceGroup(),
                        vm.region(),
                        vm.timeZone().orElse(null),
                        vm.patchMode().toString(),
                        vm.powerState().toString(),
                        vm.agentReady(),
                        vm.patchExtensionVersion().isPresent(),
                        at(changed.at()),
                        WindowScopes.tags(vm.tags()).toArray(String[]::new),
                        vm.name(),
                        vm.image().map(VmStore::imageName).orElse(""),
                        vm.assessmentMode().toString()))
                .map(VmStore::first);
    }

    /** Marks the incarnation as gone for good, also when it was never heard of. */
    public Uni<Void> apply(SqlConnection connection, VmDeleted deleted) {
        return connection
                .preparedQuery(
                        """
                        insert into vm as v (vm_id, version, deleted, resource_id, resource_key, subscription_id)
                        values ($1, $2, true, $3, $4, '')
                        on conflict (vm_id) do update set version = greatest(v.version, excluded.version), deleted = true,
                            next_periodic_at = null""")
                .execute(row(
                        deleted.vmId(),
                        deleted.version(),
                        deleted.resourceId(),
                        deleted.resourceId().toLowerCase(Locale.ROOT)))
                .replaceWithVoid();
    }

    /**
     * The VM of that ARM id, locked for this transaction, so that two requests for it go one after the other. While the end of
     * an earlier VM of that name is still under way, two rows have the id: the one heard of last is meant.
     */
    public Uni<Optional<VmRow>> lockByResource(SqlConnection connection, String resourceKey) {
        return connection
                .preparedQuery(
                        "select " + COLUMNS
                                + " from vm where resource_key = $1 and not deleted order by changed_at desc limit 1 for update")
                .execute(row(resourceKey))
                .map(VmStore::first);
    }

    /** The VM of that incarnation, locked for this transaction; empty when it is gone or unknown. */
    public Uni<Optional<VmRow>> lock(SqlConnection connection, String vmId) {
        return connection
                .preparedQuery("select " + COLUMNS + " from vm where vm_id = $1 and not deleted for update")
                .execute(row(vmId))
                .map(VmStore::first);
    }

    /**
     * The VMs of those incarnations, locked for this transaction in an order that is the same for everyone; without those that are
     * gone or unknown.
     */
    public Uni<Map<String, VmRow>> lockAll(SqlConnection connection, List<String> vmIds) {
        return connection
                .preparedQuery("select " + COLUMNS
                        + " from vm where vm_id = any ($1::text[]) and not deleted order by vm_id for update")
                .execute(row((Object) vmIds.toArray(String[]::new)))
                .map(rows -> all(rows).stream().collect(Collectors.toMap(VmRow::vmId, Function.identity())));
    }

    /** Publisher, offer and SKU, as it is shown and asked for. */
    private static String imageName(ImageReference image) {
        return String.join(":", image.publisher(), image.offer(), image.sku());
    }

    /**
     * Claims VMs whose periodic assessment is due, whatever replica asks: rows that another one holds are passed over. Only VMs
     * that can be assessed and have none under way; a VM that was off when its time came is claimed as soon as it is back.
     */
    public Uni<List<VmRow>> claimDue(SqlConnection connection, Instant now, int most) {
        return connection
                .preparedQuery(
                        """
                        with due as materialized (
                            select vm_id from vm v
                            where not deleted and next_periodic_at <= $1
                              and (patch_mode = 'AutomaticByPlatform' and has_extension or assessment_mode = 'AutomaticByPlatform')
                              and agent_ready and power_state = 'running'
                              and not exists (select 1 from assessment a where a.vm_id = v.vm_id and a.state = 'InProgress')
                            order by next_periodic_at limit $2 for update skip locked)
                        update vm set next_periodic_at = null from due where vm.vm_id = due.vm_id
                        returning vm.vm_id, resource_id, subscription_id, region, time_zone, tag_scopes, patch_mode,
                            assessment_mode, power_state, agent_ready, has_extension""")
                .execute(row(at(now), most))
                .map(VmStore::all);
    }

    /** Plans the next periodic assessment. */
    public Uni<Void> planPeriodic(SqlConnection connection, String vmId, Instant at) {
        return connection
                .preparedQuery("update vm set next_periodic_at = $2 where vm_id = $1 and not deleted")
                .execute(row(vmId, at(at)))
                .replaceWithVoid();
    }

    /** Plans the first periodic assessment of a VM that has none planned. */
    public Uni<Void> planFirst(SqlConnection connection, String vmId, Instant at) {
        return connection
                .preparedQuery(
                        "update vm set next_periodic_at = $2 where vm_id = $1 and next_periodic_at is null and not deleted")
                .execute(row(vmId, at(at)))
                .replaceWithVoid();
    }

    /** The numbers of the next AssessmentCompleted messages of these VMs, by VM. */
    public Uni<Map<String, Long>> nextVersions(SqlConnection connection, List<String> vmIds) {
        return connection
                .preparedQuery(
                        """
                        update vm set assessed_version = assessed_version + 1 where vm_id = any ($1::text[])
                        returning vm_id, assessed_version""")
                .execute(row((Object) vmIds.toArray(String[]::new)))
                .map(VmStore::versions);
    }

    /** The same for VMs whose assessment has ended, and plans their next periodic ones. */
    public Uni<Map<String, Long>> nextVersionsAndTurns(
            SqlConnection connection, List<String> vmIds, List<Instant> nextPeriodicAt) {
        return connection
                .preparedQuery(
                        """
                        update vm set assessed_version = assessed_version + 1, next_periodic_at = m.next_at
                        from unnest($1::text[], $2::timestamptz[]) as m(vm_id, next_at) where vm.vm_id = m.vm_id
                        returning vm.vm_id, assessed_version""")
                .execute(row(
                        vmIds.toArray(String[]::new),
                        nextPeriodicAt.stream().map(Columns::at).toArray(OffsetDateTime[]::new)))
                .map(VmStore::versions);
    }

    private static Map<String, Long> versions(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .collect(Collectors.toMap(row -> row.getString(0), row -> row.getLong(1)));
    }

    private static Optional<VmRow> first(RowSet<Row> rows) {
        return all(rows).stream().findFirst();
    }

    private static List<VmRow> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(VmStore::read)
                .toList();
    }

    private static VmRow read(Row row) {
        return new VmRow(
                row.getString("vm_id"),
                row.getString("resource_id"),
                row.getString("subscription_id"),
                row.getString("region"),
                Optional.ofNullable(row.getString("time_zone")),
                List.of(row.getArrayOfStrings("tag_scopes")),
                Optional.of(row.getString("patch_mode"))
                        .filter(mode -> !mode.isEmpty())
                        .map(mode -> Columns.word(PatchMode.class, mode)),
                row.getString("assessment_mode").equals(AssessmentMode.AUTOMATIC_BY_PLATFORM.toString()),
                Columns.word(PowerState.class, row.getString("power_state")),
                row.getBoolean("agent_ready"),
                row.getBoolean("has_extension"));
    }
}
