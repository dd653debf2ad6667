package dev.offpeak.compute.work;

import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.compute.domain.ProvisioningState;
import dev.offpeak.compute.store.VmStore;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.message.VmHealthChanged;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads, locks and writes what host and agent say of VMs: sets of them, with a fixed number of statements whatever their number. */
@ApplicationScoped
public class Guests {
    /** What {@link #read(Row)} needs, of the table {@code virtual_machine} under the alias {@code v}. */
    public static final String COLUMNS =
            "v.vm_id, v.subscription_id, v.group_key, v.resource_key, v.region, v.time_zone,"
                    + " v.os_type, v.patch_mode, v.provisioning_state, v.power_state, v.desired_power, v.agent_ready, v.missing_requirements,"
                    + " v.agent_version, v.os_name, v.os_version, v.computer_name, v.patch_extension_version, v.enabled, v.health,"
                    + " v.health_observed_at, v.boot_id";

    private static final String LOCK =
            "SELECT " + COLUMNS + " FROM virtual_machine v WHERE v.vm_id = ANY($1) ORDER BY v.vm_id FOR UPDATE OF v";

    private static final String WRITE =
            """
            UPDATE virtual_machine v SET power_state = c.power_state, agent_ready = c.agent_ready,
              missing_requirements = c.missing_requirements::jsonb, agent_version = c.agent_version, os_name = c.os_name,
              os_version = c.os_version, computer_name = c.computer_name, patch_extension_version = c.patch_extension_version,
              enabled = c.enabled, health = c.health, health_observed_at = c.health_observed_at, boot_id = c.boot_id,
              version = v.version + CASE WHEN c.tells_health THEN 1 ELSE 0 END
            FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::boolean[], $11::text[], $12::timestamptz[], $13::text[], $14::boolean[])
              AS c(vm_id, power_state, agent_ready, missing_requirements, agent_version, os_name, os_version, computer_name,
                patch_extension_version, enabled, health, health_observed_at, boot_id, tells_health)
            WHERE v.vm_id = c.vm_id RETURNING v.vm_id, v.version""";

    private final VmStore vms;

    Guests(VmStore vms) {
        this.vms = vms;
    }

    /** Those that exist, by id, locked until the transaction ends; waits for others' locks. */
    public Uni<Map<UUID, Guest>> lock(Transaction tx, Collection<UUID> vmIds) {
        return tx.connection()
                .preparedQuery(LOCK)
                .execute(Tuple.of(array(vmIds)))
                .map(Guests::byId);
    }

    /** Those that exist and that nobody else holds locked; another replica has the rest in hand. */
    public Uni<Map<UUID, Guest>> tryLock(Transaction tx, Collection<UUID> vmIds) {
        return tx.connection()
                .preparedQuery(LOCK + " SKIP LOCKED")
                .execute(Tuple.of(array(vmIds)))
                .map(Guests::byId);
    }

    /** Those that exist, as they are now. */
    public Uni<Map<UUID, Guest>> find(SqlClient client, Collection<UUID> vmIds) {
        return client.preparedQuery("SELECT " + COLUMNS + " FROM virtual_machine v WHERE v.vm_id = ANY($1)")
                .execute(Tuple.of(array(vmIds)))
                .map(Guests::byId);
    }

    /**
     * Stores what changed of VMs that the caller holds locked, and tells the other services: VmHealthChanged where the health is
     * another, then VmChanged where a snapshot shows the change. Where nothing changed nothing is written.
     *
     * @param before as locked, by id
     * @param after by id; ids that before lacks are not allowed
     * @param why a sentence for those whose health changed
     */
    public Uni<Void> write(Transaction tx, Map<UUID, Guest> before, Map<UUID, GuestRuntime> after, String why) {
        Map<UUID, GuestRuntime> changed = new LinkedHashMap<>();
        after.forEach((vmId, runtime) -> {
            if (!before.get(vmId).runtime().equals(runtime)) {
                changed.put(vmId, runtime);
            }
        });
        if (changed.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<UUID> visible = changed.entrySet().stream()
                .filter(e -> isVisible(before.get(e.getKey()).runtime(), e.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        return tx.connection()
                .preparedQuery(WRITE)
                .execute(values(before, changed))
                .chain(rows -> tellHealth(tx, rows, before, changed, why))
                .chain(() -> visible.isEmpty() ? Uni.createFrom().voidItem() : vms.publish(tx, visible));
    }

    private static Uni<Void> tellHealth(
            Transaction tx, RowSet<Row> written, Map<UUID, Guest> before, Map<UUID, GuestRuntime> changed, String why) {
        List<VmHealthChanged> messages = rows(written)
                .filter(row ->
                        tellsHealth(before.get(row.getUUID("vm_id")).runtime(), changed.get(row.getUUID("vm_id"))))
                .map(row -> {
                    GuestRuntime now = changed.get(row.getUUID("vm_id"));
                    return new VmHealthChanged(
                            row.getUUID("vm_id").toString(),
                            row.getLong("version"),
                            now.health(),
                            now.healthObservedAt().orElseThrow(),
                            now.health() == HealthVerdict.UNKNOWN ? Optional.empty() : now.bootId(),
                            why);
                })
                .toList();
        return messages.isEmpty() ? Uni.createFrom().voidItem() : tx.send(messages);
    }

    private static boolean tellsHealth(GuestRuntime before, GuestRuntime after) {
        return before.health() != after.health();
    }

    private static boolean isVisible(GuestRuntime before, GuestRuntime after) {
        return before.power() != after.power()
                || before.agentReady() != after.agentReady()
                || !before.missingRequirements().equals(after.missingRequirements())
                || !before.patchExtensionVersion().equals(after.patchExtensionVersion())
                || before.enabled() != after.enabled()
                || before.health() != after.health();
    }

    private static Tuple values(Map<UUID, Guest> before, Map<UUID, GuestRuntime> changed) {
        List<GuestRuntime> all = List.copyOf(changed.values());
        return Tuple.tuple()
                .addArrayOfUUID(array(changed.keySet()))
                .addArrayOfString(texts(all, r -> r.power().toString()))
                .addArrayOfBoolean(all.stream().map(GuestRuntime::agentReady).toArray(Boolean[]::new))
                .addArrayOfString(texts(all, r -> new JsonArray(List.copyOf(r.missingRequirements())).encode()))
                .addArrayOfString(texts(all, r -> r.agentVersion().orElse(null)))
                .addArrayOfString(texts(all, r -> r.osName().orElse(null)))
                .addArrayOfString(texts(all, r -> r.osVersion().orElse(null)))
                .addArrayOfString(texts(all, r -> r.computerName().orElse(null)))
                .addArrayOfString(texts(all, r -> r.patchExtensionVersion().orElse(null)))
                .addArrayOfBoolean(all.stream().map(GuestRuntime::enabled).toArray(Boolean[]::new))
                .addArrayOfString(texts(all, r -> r.health().toString()))
                .addArrayOfOffsetDateTime(
                        all.stream().map(r -> Columns.utc(r.healthObservedAt())).toArray(OffsetDateTime[]::new))
                .addArrayOfString(texts(all, r -> r.bootId().orElse(null)))
                .addArrayOfBoolean(changed.entrySet().stream()
                        .map(e -> tellsHealth(before.get(e.getKey()).runtime(), e.getValue()))
                        .toArray(Boolean[]::new));
    }

    private static String[] texts(List<GuestRuntime> runtimes, Function<GuestRuntime, String> column) {
        return runtimes.stream().map(column).toArray(String[]::new);
    }

    /** One VM from a row that has {@link #COLUMNS}. */
    public static Guest read(Row row) {
        return new Guest(
                row.getUUID("vm_id"),
                row.getString("subscription_id"),
                row.getString("group_key"),
                row.getString("resource_key"),
                row.getString("region"),
                Columns.optionalText(row, "time_zone"),
                Columns.word(OsType.values(), row.getString("os_type")),
                Columns.word(PatchMode.values(), row.getString("patch_mode")),
                ProvisioningState.of(row.getString("provisioning_state")),
                new GuestRuntime(
                        Columns.word(PowerState.values(), row.getString("power_state")),
                        Columns.word(PowerState.values(), row.getString("desired_power")),
                        row.getBoolean("agent_ready"),
                        row.getJsonArray("missing_requirements").stream()
                                .map(String::valueOf)
                                .toList(),
                        Columns.optionalText(row, "agent_version"),
                        Columns.optionalText(row, "os_name"),
                        Columns.optionalText(row, "os_version"),
                        Columns.optionalText(row, "computer_name"),
                        Columns.optionalText(row, "patch_extension_version"),
                        row.getBoolean("enabled"),
                        Columns.word(HealthVerdict.values(), row.getString("health")),
                        Columns.optionalInstant(row, "health_observed_at"),
                        Columns.optionalText(row, "boot_id")));
    }

    private static Map<UUID, Guest> byId(RowSet<Row> rows) {
        Map<UUID, Guest> guests = new LinkedHashMap<>();
        rows.forEach(row -> guests.put(row.getUUID("vm_id"), read(row)));
        return guests;
    }

    private static Stream<Row> rows(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    static UUID[] array(Collection<UUID> vmIds) {
        return vmIds.toArray(UUID[]::new);
    }
}
