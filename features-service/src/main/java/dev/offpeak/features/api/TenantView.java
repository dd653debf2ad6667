package dev.offpeak.features.api;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The platform's one tenant.
 *
 * @param id {@code /tenants/{tenantId}}
 * @param tenantId GUID
 * @param displayName always {@code Offpeak}
 * @param tenantCategory always {@code Home}
 */
@RegisterForReflection
public record TenantView(String id, String tenantId, String displayName, String tenantCategory) {
    static TenantView of(String tenantId) {
        return new TenantView("/tenants/" + tenantId, tenantId, "Offpeak", "Home");
    }
}
