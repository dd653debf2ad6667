package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** A VM's {@code identity}: what a client may say of it, and the ids the platform gives it. */
final class Identities {
    private static final String USER_ASSIGNED = "userAssignedIdentities";

    private Identities() {}

    /** Refuses identities that the type said beside them has no place for. */
    static void check(Fields model) {
        Fields identity = model.object("identity");
        Fields assigned = identity.object(USER_ASSIGNED);
        identity.text("type")
                .filter(type -> !type.contains("UserAssigned")
                        && assigned.json().properties().stream()
                                .anyMatch(entry -> !entry.getValue().isNull()))
                .ifPresent(type -> {
                    throw new RefusedException(ArmRefusal.invalidParameter(
                            "identity.type",
                            "The identity type '" + type
                                    + "' has no userAssignedIdentities. Use 'UserAssigned' or 'SystemAssigned,"
                                    + " UserAssigned', or leave them out."));
                });
    }

    /** Names user-assigned identities, in place, as they are stored: ids compare whatever their casing (rule V2). */
    static void spellAsStored(ObjectNode stored, ObjectNode said) {
        if (!(said.path("identity").get(USER_ASSIGNED) instanceof ObjectNode assigned)) {
            return;
        }
        stored.path("identity").path(USER_ASSIGNED).fieldNames().forEachRemaining(known -> {
            for (String id : names(assigned)) {
                if (id.equalsIgnoreCase(known) && !id.equals(known)) {
                    assigned.set(known, assigned.remove(id));
                }
            }
        });
    }

    /**
     * Writes the platform's part into a merged model: the ids of a system-assigned identity, the same as long as the VM exists,
     * and of each user-assigned one, the same for every VM that has it; what the type has no place for goes.
     *
     * @throws RefusedException when the type wants user-assigned identities and there are none
     */
    static void complete(ObjectNode model, UUID vmId, String tenantId) {
        if (!(model.get("identity") instanceof ObjectNode identity)) {
            return;
        }
        String type = identity.path("type").asText("None");
        if (type.equals("None")) {
            model.remove("identity");
            return;
        }
        if (type.contains("SystemAssigned")) {
            identity.put("principalId", derived("principal", vmId.toString())).put("tenantId", tenantId);
        } else {
            identity.remove(List.of("principalId", "tenantId"));
        }
        if (type.contains("UserAssigned")) {
            completeAssigned(identity);
        } else {
            identity.remove(USER_ASSIGNED);
        }
    }

    private static void completeAssigned(ObjectNode identity) {
        if (!(identity.get(USER_ASSIGNED) instanceof ObjectNode assigned) || assigned.isEmpty()) {
            throw new RefusedException(ArmRefusal.invalidParameter(
                    "identity." + USER_ASSIGNED,
                    "The identity type '" + identity.path("type").asText()
                            + "' needs at least one identity. Name it by its resource id in userAssignedIdentities."));
        }
        names(assigned).forEach(id -> {
            String key = id.toLowerCase(Locale.ROOT);
            assigned.putObject(id)
                    .put("principalId", derived("principal", key))
                    .put("clientId", derived("client", key));
        });
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>(object.size());
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String derived(String purpose, String of) {
        return UUID.nameUUIDFromBytes((purpose + " of " + of).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
