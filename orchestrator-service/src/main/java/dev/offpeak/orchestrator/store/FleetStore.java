package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.at;
import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.texts;

import dev.offpeak.contracts.FeatureState;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.contracts.message.VmHealthChanged;
import dev.offpeak.contracts.message.VmSnapshot;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;

/** The fleet projection. Every write goes by versions: an older message, or the same one again, changes nothing. */
@ApplicationScoped
public class FleetStore implements Fleet {
    private static final String AUTOMATIC_PATCHING = "InGuestAutoPatchVMPreview";

    @Override
    public Uni<Void> apply(Transaction transaction, VmChanged changed) {
        // Shared with other VMs, exclusive for a change of the policies: whoever comes second sees the first.
        return transaction
                .connection()
                .preparedQuery("select pg_advisory_xact_lock_shared(hashtext('window_policy'))")
                .execute()
                .chain(() -> write(transaction, changed));
    }

    private Uni<Void> write(Transaction transaction, VmChanged changed) {
        VmSnapshot vm = changed.vm();
        return transaction
                .connection()
                .preparedQuery(
                        """
                        insert into vm as v (vm_id, version, resource_id, subscription_id, resource_group, name, region, zone,
                            availability_set, update_domain, os_type, image, time_zone, patch_mode, reboot_setting, power_state,
                            agent_ready, missing_requirements, enabled, tags, changed_at, window_scope)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, window_scope_of($3, $4, $20))
                        on conflict (vm_id) do update set version = excluded.version, resource_id = excluded.resource_id,
                            subscription_id = excluded.subscription_id, resource_group = excluded.resource_group, name = excluded.name,
                            region = excluded.region, zone = excluded.zone, availability_set = excluded.availability_set,
                            update_domain = excluded.update_domain, os_type = excluded.os_type, image = excluded.image,
                            time_zone = excluded.time_zone, patch_mode = excluded.patch_mode, reboot_setting = excluded.reboot_setting,
                            power_state = excluded.power_state, agent_ready = excluded.agent_ready,
                            missing_requirements = excluded.missing_requirements, enabled = excluded.enabled, tags = excluded.tags,
                            changed_at = excluded.changed_at, window_scope = excluded.window_scope
                        where v.version < excluded.version and not v.deleted""")
                .execute(row(
                        changed.vmId(),
                        changed.version(),
                        vm.resourceId(),
                        vm.subscriptionId(),
                        vm.resourceGroup(),
                        vm.name(),
                        vm.region(),
                        vm.zone().orElse("-"),
                        vm.availabilitySetId().orElse(null),
                        vm.updateDomain().orElse(null),
                        vm.osType().toString(),
                        vm.image().map(FleetStore::imageName).orElse(null),
                        vm.timeZone().orElse(null),
                        vm.patchMode().toString(),
                        vm.rebootSetting().toString(),
                        vm.powerState().toString(),
                        vm.agentReady(),
                        texts(vm.missingRequirements()),
                        vm.enabled(),
                        new JsonObject(Map.copyOf(vm.tags())),
                        at(changed.at())))
                .chain(() -> health(
                        transaction.connection(), changed.vmId(), changed.version(), vm.health(), changed.at(), null));
    }

    @Override
    public Uni<Void> apply(Transaction transaction, VmDeleted deleted) {
        return transaction
                .connection()
                .preparedQuery(
                        """
                        insert into vm as v (vm_id, version, deleted, resource_id, subscription_id, changed_at)
                        values ($1, $2, true, $3, '', $4)
                        on conflict (vm_id) do update set version = greatest(v.version, excluded.version), deleted = true,
                            changed_at = excluded.changed_at""")
                .execute(row(deleted.vmId(), deleted.version(), deleted.resourceId(), at(deleted.at())))
                .chain(() -> transaction
                        .connection()
                        .preparedQuery("delete from set_hold where vm_id = $1")
                        .execute(row(deleted.vmId())))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> apply(Transaction transaction, VmHealthChanged changed) {
        return health(
                        transaction.connection(),
                        changed.vmId(),
                        changed.version(),
                        changed.health(),
                        changed.observedAt(),
                        changed.bootId().orElse(null))
                .chain(() -> changed.health() == HealthVerdict.HEALTHY
                        ? endHold(transaction, changed.vmId(), changed.observedAt())
                        : Uni.createFrom().voidItem());
    }

    @Override
    public Uni<Void> endHold(Transaction transaction, String vmId, Instant healthyAt) {
        return transaction
                .connection()
                .preparedQuery(
                        """
                        delete from set_hold h where h.vm_id = $1 and h.since < $2 and not exists (
                            select from vm_health g where g.vm_id = h.vm_id and g.health <> 'Healthy' and g.observed_at > $2)""")
                .execute(row(vmId, at(healthyAt)))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> apply(Transaction transaction, ProviderRegistered registered) {
        if (!registered.namespace().equalsIgnoreCase("Microsoft.Compute")) {
            return Uni.createFrom().voidItem();
        }
        boolean automatic = registered.features().get(AUTOMATIC_PATCHING) == FeatureState.REGISTERED;
        return transaction
                .connection()
                .preparedQuery(
                        """
                        insert into propagation as p (subscription_id, number, automatic, propagated_at) values ($1, $2, $3, $4)
                        on conflict (subscription_id) do update set number = excluded.number, automatic = excluded.automatic,
                            propagated_at = excluded.propagated_at where p.number < excluded.number""")
                .execute(row(registered.subscriptionId(), registered.propagation(), automatic, at(registered.at())))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> apply(Transaction transaction, AssessmentCompleted completed) {
        if (!completed.status().isTerminal()) {
            return Uni.createFrom().voidItem();
        }
        return transaction
                .connection()
                .preparedQuery(
                        """
                        insert into assessment as a (vm_id, version, status, critical_and_security, other, last_modified_at)
                        values ($1, $2, $3, $4, $5, $6)
                        on conflict (vm_id) do update set version = excluded.version, status = excluded.status,
                            critical_and_security = excluded.critical_and_security, other = excluded.other,
                            last_modified_at = excluded.last_modified_at where a.version < excluded.version""")
                .execute(row(
                        completed.vmId(),
                        completed.version(),
                        completed.status().toString(),
                        completed.criticalAndSecurityPatchCount(),
                        completed.otherPatchCount(),
                        at(completed.lastModifiedAt())))
                .replaceWithVoid();
    }

    private Uni<Void> health(
            SqlConnection connection,
            String vmId,
            long version,
            HealthVerdict health,
            Instant observedAt,
            String bootId) {
        return connection
                .preparedQuery(
                        """
                        insert into vm_health as h (vm_id, version, health, observed_at, boot_id) values ($1, $2, $3, $4, $5)
                        on conflict (vm_id) do update set version = excluded.version, health = excluded.health,
                            observed_at = excluded.observed_at, boot_id = coalesce(excluded.boot_id, h.boot_id)
                        where h.version < excluded.version""")
                .execute(row(vmId, version, health.toString(), at(observedAt), bootId))
                .replaceWithVoid();
    }

    private static String imageName(ImageReference image) {
        return String.join(":", image.publisher(), image.offer(), image.sku());
    }
}
