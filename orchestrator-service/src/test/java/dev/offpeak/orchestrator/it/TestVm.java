package dev.offpeak.orchestrator.it;

import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.contracts.message.VmSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A VM as compute tells of it; ready to be patched unless a test says otherwise. */
record TestVm(
        String id,
        String subscription,
        String region,
        Optional<String> zone,
        Optional<String> set,
        Optional<Integer> updateDomain,
        int setSize,
        PowerState power,
        PatchMode mode,
        Map<String, String> tags) {

    static TestVm in(String subscription, String region) {
        return new TestVm(
                UUID.randomUUID().toString(),
                subscription,
                region,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                PowerState.RUNNING,
                PatchMode.AUTOMATIC_BY_PLATFORM,
                Map.of());
    }

    TestVm zone(String number) {
        return new TestVm(
                id,
                subscription,
                region,
                Optional.of(number),
                Optional.empty(),
                Optional.empty(),
                0,
                power,
                mode,
                tags);
    }

    TestVm set(String name, int domain, int size) {
        return new TestVm(
                id,
                subscription,
                region,
                Optional.empty(),
                Optional.of(name),
                Optional.of(domain),
                size,
                power,
                mode,
                tags);
    }

    TestVm power(PowerState state) {
        return new TestVm(id, subscription, region, zone, set, updateDomain, setSize, state, mode, tags);
    }

    TestVm mode(PatchMode other) {
        return new TestVm(id, subscription, region, zone, set, updateDomain, setSize, power, other, tags);
    }

    TestVm tag(String name, String value) {
        return new TestVm(id, subscription, region, zone, set, updateDomain, setSize, power, mode, Map.of(name, value));
    }

    String resourceId() {
        return "/subscriptions/" + subscription
                + "/resourceGroups/tests/providers/Microsoft.Compute/virtualMachines/vm-" + id.substring(0, 8);
    }

    VmChanged changed(long version, Instant at) {
        return new VmChanged(
                id,
                version,
                at,
                new VmSnapshot(
                        resourceId(),
                        subscription,
                        "tests",
                        "vm-" + id.substring(0, 8),
                        region,
                        zone,
                        set,
                        updateDomain,
                        setSize,
                        OsType.WINDOWS,
                        Optional.of(new ImageReference(
                                "MicrosoftWindowsServer", "WindowsServer", "2019-Datacenter", "latest")),
                        Optional.empty(),
                        mode,
                        AssessmentMode.AUTOMATIC_BY_PLATFORM,
                        RebootSetting.IF_REQUIRED,
                        power,
                        true,
                        List.of(),
                        Optional.of("1.0.0"),
                        true,
                        HealthVerdict.HEALTHY,
                        tags));
    }

    VmDeleted deleted(long version, Instant at) {
        return new VmDeleted(id, version, at, resourceId());
    }
}
