package dev.offpeak.compute.api;

import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.arm.ResourceId;
import dev.offpeak.compute.domain.ModelRefusal;
import dev.offpeak.compute.store.ResourceGroupRow;
import java.util.Optional;

/** What this service says no to, in ARM's words. */
final class Refusals {
    private Refusals() {}

    static RefusedException of(ModelRefusal refusal) {
        return new RefusedException(ArmRefusal.of(refusal.status(), refusal.code(), refusal.message())
                .about(refusal.target()));
    }

    static RefusedException notFound(ResourceId id) {
        return new RefusedException(ArmRefusal.resourceNotFound(id));
    }

    /** A resource that is not there: for want of its group, or by itself. */
    static RefusedException notFound(ResourceId id, Optional<ResourceGroupRow> group) {
        return group.isPresent()
                ? notFound(id)
                : groupNotFound(id.resourceGroup().orElseThrow());
    }

    static RefusedException groupNotFound(String group) {
        return new RefusedException(ArmRefusal.resourceGroupNotFound(group));
    }

    static RefusedException groupBeingDeleted(String group) {
        return new RefusedException(ArmRefusal.of(
                409,
                "ResourceGroupBeingDeleted",
                "The resource group '" + group + "' is being deleted. Wait until it is gone, or use another one."));
    }
}
