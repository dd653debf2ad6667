package dev.offpeak.compute.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which VMs a list is about; each scope has an index that ends with the resource key, so that a page is read where it begins.
 *
 * @param subscriptionId lower case GUID
 * @param groupKey ARM id of the only resource group, in lower case; empty for all
 * @param region normalised name of the only region; empty for all
 * @param scaleSetId id of the only scale set, in lower case; empty for all, and those in none
 */
public record VmScope(
        String subscriptionId, Optional<String> groupKey, Optional<String> region, Optional<String> scaleSetId) {
    public static VmScope subscription(String subscriptionId) {
        return new VmScope(subscriptionId, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static VmScope group(String subscriptionId, String groupKey) {
        return new VmScope(subscriptionId, Optional.of(groupKey), Optional.empty(), Optional.empty());
    }

    public static VmScope region(String subscriptionId, String region) {
        return new VmScope(subscriptionId, Optional.empty(), Optional.of(region), Optional.empty());
    }

    /** Of these, the members of one scale set. */
    public VmScope inScaleSet(String id) {
        return new VmScope(subscriptionId, groupKey, region, Optional.of(id));
    }

    /** The condition on the table {@code virtual_machine} under the alias {@code v}; its parameters are {@link #parameters()}. */
    String condition() {
        StringBuilder condition =
                new StringBuilder(groupKey.isPresent() ? "v.group_key = $1" : "v.subscription_id = $1");
        int next = 2;
        if (region.isPresent()) {
            condition.append(" AND v.region = $").append(next++);
        }
        if (scaleSetId.isPresent()) {
            condition
                    .append(" AND lower(v.model #>> '{virtualMachineScaleSet,id}') = $")
                    .append(next);
        }
        return condition.toString();
    }

    List<Object> parameters() {
        List<Object> parameters = new ArrayList<>();
        parameters.add(groupKey.orElse(subscriptionId));
        region.ifPresent(parameters::add);
        scaleSetId.ifPresent(parameters::add);
        return parameters;
    }
}
