package dev.offpeak.compute.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.compute.domain.PatchConfiguration;
import dev.offpeak.compute.domain.ProvisioningState;
import dev.offpeak.compute.domain.VmPlacement;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * One VM as stored.
 *
 * @param vmId this incarnation
 * @param resourceId ARM id in the creator's casing
 * @param subscriptionId lower case GUID
 * @param resourceGroup in the creator's casing
 * @param name in the creator's casing
 * @param placement fixed at creation
 * @param patching how it is patched, defaults applied
 * @param model ARM's {@code properties}, beside them {@code identity}, {@code plan} and other parts of the body, without secrets;
 *     not to be changed in place
 * @param tags never null
 * @param provisioningState of the model
 * @param etag changes with every change of model or tags
 * @param version of the last message about it; grows with every one
 * @param createdAt platform time
 * @param changedAt platform time of the last change of model or tags
 * @param runtime what host and agent say
 */
public record VmRow(
        UUID vmId,
        String resourceId,
        String subscriptionId,
        String resourceGroup,
        String name,
        VmPlacement placement,
        PatchConfiguration patching,
        ObjectNode model,
        Map<String, String> tags,
        ProvisioningState provisioningState,
        String etag,
        long version,
        Instant createdAt,
        Instant changedAt,
        GuestRuntime runtime) {

    /** Its ARM id in lower case, as keys are. */
    public String resourceKey() {
        return resourceId.toLowerCase(Locale.ROOT);
    }

    /** What its body tells. */
    public ShownVm shown() {
        return new ShownVm(
                vmId,
                resourceId,
                name,
                placement.region(),
                placement.zone(),
                model,
                tags,
                provisioningState,
                etag,
                createdAt);
    }

    public VmRow withRuntime(GuestRuntime newRuntime) {
        return new VmRow(
                vmId,
                resourceId,
                subscriptionId,
                resourceGroup,
                name,
                placement,
                patching,
                model,
                tags,
                provisioningState,
                etag,
                version,
                createdAt,
                changedAt,
                newRuntime);
    }

    public VmRow withProvisioningState(ProvisioningState newState) {
        return new VmRow(
                vmId,
                resourceId,
                subscriptionId,
                resourceGroup,
                name,
                placement,
                patching,
                model,
                tags,
                newState,
                etag,
                version,
                createdAt,
                changedAt,
                runtime);
    }

    VmRow withVersion(long newVersion) {
        return new VmRow(
                vmId,
                resourceId,
                subscriptionId,
                resourceGroup,
                name,
                placement,
                patching,
                model,
                tags,
                provisioningState,
                etag,
                newVersion,
                createdAt,
                changedAt,
                runtime);
    }
}
