package dev.offpeak.compute.store;

import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.compute.domain.PatchConfiguration;
import dev.offpeak.compute.domain.ProvisioningState;
import dev.offpeak.compute.domain.VmPlacement;
import dev.offpeak.compute.domain.enablement.EnablementProgress;
import dev.offpeak.compute.domain.enablement.EnablementState;
import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootSetting;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How {@link VmRow} and the table {@code virtual_machine} map onto each other; column order is this list's. */
final class VmRows {
    /** Travels as text: what it is parsed into is up to its reader. */
    private static final String MODEL = "model";

    private static final List<String> COLUMNS = List.of(
            "vm_id",
            "resource_key",
            "resource_id",
            "subscription_id",
            "group_key",
            "resource_group",
            "name",
            "region",
            "zone",
            "availability_set_id",
            "update_domain",
            "fault_domain",
            "os_type",
            "image_publisher",
            "image_offer",
            "image_sku",
            "image_version",
            "time_zone",
            "patch_mode",
            "assessment_mode",
            "reboot_setting",
            "enable_automatic_updates",
            "provision_vm_agent",
            MODEL,
            "tags",
            "provisioning_state",
            "etag",
            "version",
            "created_at",
            "changed_at",
            "power_state",
            "desired_power",
            "agent_ready",
            "missing_requirements",
            "agent_version",
            "os_name",
            "os_version",
            "computer_name",
            "patch_extension_version",
            "enabled",
            "health",
            "health_observed_at",
            "boot_id");

    /** All columns, of what has the alias {@code v}. */
    static final String SELECTED = selected();

    /** Ends with the table under the alias {@code v}. */
    static final String SELECT = "SELECT " + SELECTED + " FROM virtual_machine v";

    /** To be followed by what stands for the table, with the alias {@code v}; adds {@code set_size}. */
    static final String SELECT_WITH_SIZE_FROM = "SELECT " + SELECTED
            + """
            , CASE WHEN v.availability_set_id IS NULL THEN 0 ELSE (SELECT count(*)::int FROM virtual_machine m
              WHERE m.availability_set_id = v.availability_set_id) END AS set_size FROM\s""";

    static final String INSERT =
            "INSERT INTO virtual_machine (" + String.join(", ", COLUMNS) + ") VALUES (" + parameters() + ")";
    static final String UPDATE = "UPDATE virtual_machine SET (" + String.join(", ", COLUMNS) + ") = ROW(" + parameters()
            + ") WHERE vm_id = $1";

    private VmRows() {}

    static VmRow read(Row row) {
        return new VmRow(
                row.getUUID("vm_id"),
                row.getString("resource_id"),
                row.getString("subscription_id"),
                row.getString("resource_group"),
                row.getString("name"),
                new VmPlacement(
                        row.getString("region"),
                        Optional.ofNullable(row.getString("zone")),
                        Optional.ofNullable(row.getString("availability_set_id")),
                        Optional.ofNullable(row.getInteger("update_domain")),
                        Optional.ofNullable(row.getInteger("fault_domain"))),
                patching(row),
                JsonColumns.object(row.getString("model")),
                JsonColumns.tags(row.getJsonObject("tags")),
                ProvisioningState.of(row.getString("provisioning_state")),
                row.getString("etag"),
                row.getLong("version"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("changed_at").toInstant(),
                runtime(row));
    }

    /** From the columns that begin with {@code enablement_}; empty when the VM has none. */
    static Optional<EnablementProgress> enablement(Row row) {
        return Optional.ofNullable(row.getString("enablement_state"))
                .map(state -> new EnablementProgress(
                        EnablementState.of(state),
                        instant(row, "enablement_not_after"),
                        instant(row, "enablement_retry_at"),
                        instant(row, "enablement_due_at")));
    }

    static Tuple values(VmRow vm) {
        PatchConfiguration patching = vm.patching();
        GuestRuntime runtime = vm.runtime();
        return Tuple.tuple()
                .addUUID(vm.vmId())
                .addString(vm.resourceKey())
                .addString(vm.resourceId())
                .addString(vm.subscriptionId())
                .addString(groupKey(vm))
                .addString(vm.resourceGroup())
                .addString(vm.name())
                .addString(vm.placement().region())
                .addString(vm.placement().zone().orElse(null))
                .addString(vm.placement().availabilitySetId().orElse(null))
                .addInteger(vm.placement().updateDomain().orElse(null))
                .addInteger(vm.placement().faultDomain().orElse(null))
                .addString(patching.osType().toString())
                .addString(patching.image().map(ImageReference::publisher).orElse(null))
                .addString(patching.image().map(ImageReference::offer).orElse(null))
                .addString(patching.image().map(ImageReference::sku).orElse(null))
                .addString(patching.image().map(ImageReference::version).orElse(null))
                .addString(patching.timeZone().orElse(null))
                .addString(patching.patchMode().toString())
                .addString(patching.assessmentMode().toString())
                .addString(patching.rebootSetting().toString())
                .addBoolean(patching.enableAutomaticUpdates())
                .addBoolean(patching.provisionVmAgent())
                .addString(vm.model().toString())
                .addJsonObject(JsonColumns.json(vm.tags()))
                .addString(vm.provisioningState().toString())
                .addString(vm.etag())
                .addLong(vm.version())
                .addOffsetDateTime(utc(vm.createdAt()))
                .addOffsetDateTime(utc(vm.changedAt()))
                .addString(runtime.power().toString())
                .addString(runtime.desiredPower().toString())
                .addBoolean(runtime.agentReady())
                .addJsonArray(new JsonArray(List.copyOf(runtime.missingRequirements())))
                .addString(runtime.agentVersion().orElse(null))
                .addString(runtime.osName().orElse(null))
                .addString(runtime.osVersion().orElse(null))
                .addString(runtime.computerName().orElse(null))
                .addString(runtime.patchExtensionVersion().orElse(null))
                .addBoolean(runtime.enabled())
                .addString(runtime.health().toString())
                .addOffsetDateTime(runtime.healthObservedAt().map(VmRows::utc).orElse(null))
                .addString(runtime.bootId().orElse(null));
    }

    private static PatchConfiguration patching(Row row) {
        return new PatchConfiguration(
                word(OsType.values(), row.getString("os_type")),
                Optional.ofNullable(row.getString("image_publisher"))
                        .map(publisher -> new ImageReference(
                                publisher,
                                row.getString("image_offer"),
                                row.getString("image_sku"),
                                row.getString("image_version"))),
                Optional.ofNullable(row.getString("time_zone")),
                word(PatchMode.values(), row.getString("patch_mode")),
                word(AssessmentMode.values(), row.getString("assessment_mode")),
                word(RebootSetting.values(), row.getString("reboot_setting")),
                row.getBoolean("enable_automatic_updates"),
                row.getBoolean("provision_vm_agent"));
    }

    private static GuestRuntime runtime(Row row) {
        return new GuestRuntime(
                word(PowerState.values(), row.getString("power_state")),
                word(PowerState.values(), row.getString("desired_power")),
                row.getBoolean("agent_ready"),
                row.getJsonArray("missing_requirements").stream()
                        .map(String::valueOf)
                        .toList(),
                Optional.ofNullable(row.getString("agent_version")),
                Optional.ofNullable(row.getString("os_name")),
                Optional.ofNullable(row.getString("os_version")),
                Optional.ofNullable(row.getString("computer_name")),
                Optional.ofNullable(row.getString("patch_extension_version")),
                row.getBoolean("enabled"),
                word(HealthVerdict.values(), row.getString("health")),
                instant(row, "health_observed_at"),
                Optional.ofNullable(row.getString("boot_id")));
    }

    private static String groupKey(VmRow vm) {
        return ("/subscriptions/" + vm.subscriptionId() + "/resourceGroups/" + vm.resourceGroup())
                .toLowerCase(Locale.ROOT);
    }

    /** The enum constant that was stored by its {@code toString}. */
    static <E extends Enum<E>> E word(E[] words, String stored) {
        for (E word : words) {
            if (word.toString().equals(stored)) {
                return word;
            }
        }
        throw new IllegalStateException("unknown stored word " + stored);
    }

    private static Optional<Instant> instant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String selected() {
        return COLUMNS.stream()
                .map(column -> column.equals(MODEL) ? "v.model::text AS model" : "v." + column)
                .collect(Collectors.joining(", "));
    }

    private static String parameters() {
        return IntStream.rangeClosed(1, COLUMNS.size())
                .mapToObj(i -> "$" + i + (COLUMNS.get(i - 1).equals(MODEL) ? "::text::json" : ""))
                .collect(Collectors.joining(", "));
    }
}
