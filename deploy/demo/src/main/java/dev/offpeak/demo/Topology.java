package dev.offpeak.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.offpeak.demo.verify.TopologyVm;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What compute says of the fleet, read over ARM.
 *
 * @param vms where each VM is
 * @param installations status of the last installation by VM incarnation; VMs without one are left out
 */
record Topology(List<TopologyVm> vms, Map<String, String> installations) {
    private static final String API_VERSION = "?api-version=2023-07-01";

    private record Read(TopologyVm vm, Optional<String> installation) {}

    /** Every VM of the demonstration's subscriptions that has a simulated guest. */
    static Topology read(Arm arm) {
        List<JsonNode> listed = new ArrayList<>();
        for (String subscription : DemoFleet.SUBSCRIPTIONS) {
            listed.addAll(arm.list(
                    "/subscriptions/" + subscription + "/providers/Microsoft.Compute/virtualMachines" + API_VERSION));
        }
        List<String> ids = listed.stream()
                .filter(vm -> vm.at("/tags/offpeak-guest").isMissingNode())
                .map(vm -> vm.path("id").asText())
                .toList();
        List<Read> read = InParallel.map(
                ids,
                id -> read(arm.get(id + API_VERSION + "&$expand=instanceView")
                        .expect(200)
                        .body()));
        Map<String, String> installations = new TreeMap<>();
        read.forEach(vm ->
                vm.installation().ifPresent(status -> installations.put(vm.vm().vmId(), status)));
        return new Topology(read.stream().map(Read::vm).collect(Collectors.toUnmodifiableList()), installations);
    }

    private static Read read(JsonNode vm) {
        String region = vm.path("location").asText();
        Optional<String> set = text(vm, "/properties/availabilitySet/id").map(id -> id.toLowerCase(Locale.ROOT));
        Optional<Integer> updateDomain = set.map(
                id -> vm.at("/properties/instanceView/platformUpdateDomain").asInt());
        ZoneId timeZone = text(vm, "/properties/osProfile/windowsConfiguration/timeZone")
                .map(DemoRegion::timeZoneOf)
                .orElseGet(() -> DemoRegion.of(region).timeZone());
        return new Read(
                new TopologyVm(
                        vm.at("/properties/vmId").asText(),
                        vm.path("name").asText(),
                        vm.path("id").asText().split("/")[2].toLowerCase(Locale.ROOT),
                        region,
                        vm.path("zones").path(0).asText("-"),
                        set,
                        updateDomain,
                        timeZone),
                text(vm, "/properties/instanceView/patchStatus/lastPatchInstallationSummary/status"));
    }

    private static Optional<String> text(JsonNode node, String path) {
        return Optional.of(node.at(path).asText("")).filter(text -> !text.isEmpty());
    }
}
