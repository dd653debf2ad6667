package dev.offpeak.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.offpeak.rules.Rule;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private static final RouteTable TABLE = RouteTable.builtIn();
    private static final String SUB = "/subscriptions/00000000-0000-0000-0000-000000000001";
    private static final String VM = SUB + "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1";

    /** Every operation of the platform, $SUB and $VM put in. */
    @ParameterizedTest(name = "{1} answers {0}")
    @CsvSource({
        "/subscriptions, features",
        "$SUB, features",
        "$SUB/locations, features",
        "/tenants, features",
        "/providers, features",
        "/providers/Microsoft.Compute, features",
        "/providers/Microsoft.Features/operations, features",
        "$SUB/providers, features",
        "$SUB/providers/Microsoft.Compute, features",
        "$SUB/providers/Microsoft.Compute/register, features",
        "$SUB/providers/Microsoft.Compute/unregister, features",
        "$SUB/providers/Microsoft.Network/register, features",
        "$SUB/providers/Microsoft.Features/register, features",
        "$SUB/providers/Microsoft.Features/features, features",
        "$SUB/providers/Microsoft.Features/providers/Microsoft.Compute/features, features",
        "$SUB/providers/Microsoft.Features/providers/Microsoft.Compute/features/InGuestAutoPatchVMPreview, features",
        "$SUB/providers/Microsoft.Features/providers/Microsoft.Compute/features/InGuestAutoPatchVMPreview/register, features",
        "$SUB/providers/Microsoft.Features/providers/Microsoft.Compute/features/InGuestPatchVMPreview/unregister, features",
        "$SUB/resourceGroups, compute",
        "$SUB/resourcegroups/rg, compute",
        "$SUB/resourceGroups/rg/resources, compute",
        "$SUB/resources, compute",
        "$SUB/resourceGroups/rg/providers/Microsoft.Compute/availabilitySets, compute",
        "$SUB/resourceGroups/rg/providers/Microsoft.Compute/availabilitySets/as1, compute",
        "$SUB/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines, compute",
        "$SUB/providers/Microsoft.Compute/virtualMachines, compute",
        "$SUB/providers/Microsoft.Compute/availabilitySets, compute",
        "$SUB/providers/Microsoft.Compute/locations/westeurope/virtualMachines, compute",
        "$VM, compute",
        "$VM/instanceView, compute",
        "$VM/start, compute",
        "$VM/powerOff, compute",
        "$VM/restart, compute",
        "$VM/deallocate, compute",
        "$VM/extensions/WindowsPatchExtension, compute",
        "$VM/vmSizes, compute",
        "$SUB/resourceGroups/rg/providers/Microsoft.Compute/availabilitySets/as1/vmSizes, compute",
        "$SUB/providers/Microsoft.Compute/locations/westeurope/vmSizes, compute",
        "$SUB/providers/Microsoft.Compute/locations/westeurope/publishers, compute",
        "$SUB/providers/Microsoft.Compute/locations/westeurope/publishers/p/artifacttypes/vmimage/offers/o/skus, compute",
        "$VM/assessPatches, assessment",
        "$VM/installPatches, orchestrator",
        "$SUB/providers/Microsoft.Compute/locations/westeurope/operations/c41d5, compute",
        "$SUB/providers/Microsoft.Compute/locations/westeurope/operations/a41d5, assessment",
        "$SUB/providers/Microsoft.Compute/locations/westeurope/operations/o41d5, orchestrator",
        "$SUB/providers/Microsoft.Compute/locations/westeurope/operations/f41d5, features",
        "$SUB/providers/Microsoft.Resources/locations/westeurope/operations/c41d5, compute",
        "/releases, orchestrator",
        "/releases/2026-11, orchestrator",
        "/rollouts/1/vms, orchestrator",
        "/rollouts/1/pause, orchestrator",
        "/policies, orchestrator",
        "/policies/exclusions/printing, orchestrator",
        "/platform/audit, orchestrator",
        "/compliance/vms, assessment",
        "/compliance/summaries/regions, assessment",
        "/agents/enroll, compute-agents",
        "/agents/4c1f/goal-state, compute-agents",
        "/agents/4c1f/reports/installation, compute-agents",
        "/hosts/guests, compute-agents",
        "/hosts/guests/4c1f/power, compute-agents"
    })
    void sendsEachOperationToItsOwner(String path, String owner) {
        String whole = path.replace("$VM", VM).replace("$SUB", SUB);

        assertThat(owner(whole)).contains(Backend.named(owner));
        assertThat(owner(whole.toUpperCase(Locale.ROOT))).contains(Backend.named(owner));
        assertThat(owner(whole.replace("/", "//") + "/")).contains(Backend.named(owner));
        assertThat(ownerInACluster(whole)).as("the longest expression").contains(Backend.named(owner));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/subscription",
                "/q/health",
                "/internal/work",
                "/subscriptions/s/providers/Microsoft.Compute/nothing",
                "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Sql/servers/x",
                "/subscriptions/s/internal/work",
                "/releasesX",
                "/agentsX/enroll"
            })
    void sendsNothingElseToAnyone(String path) {
        assertThat(owner(path)).isEmpty();
        assertThat(ownerInACluster(path)).isEmpty();
    }

    @Test
    @Rule("V2")
    @DisplayName("V2: literals compare case-insensitively, percent-encoded ones too")
    void comparesDecoded() {
        assertThat(owner(SUB + "/resource%47roups/rg")).contains(Backend.COMPUTE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/releases/../internal/work",
                "/releases/%2e%2E/internal/work",
                "/releases/./x",
                "/releases/%zz",
                "/releases/%",
                "/releases/a%5C..%5Cb"
            })
    void refusesPathsThatCouldLeaveTheirRoute(String path) {
        assertThat(RequestPath.of(path)).isEmpty();
    }

    @Test
    void passesSegmentsOnAsTheyCame() {
        assertThat(RequestPath.of("//a%20B/+x%2Fy///").orElseThrow().raw()).isEqualTo("/a%20B/+x%2Fy");
    }

    @Test
    void refusesATableThatNamesNobody() {
        assertThatThrownBy(() -> RouteTable.parse(
                        new ObjectMapper().readTree("{\"routes\":[{\"service\":\"network\",\"paths\":[\"/x\"]}]}")))
                .hasMessageContaining("network");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "/a/**/b", "/a/{x}y", "/a//b"})
    void refusesWhatIsNoTemplate(String template) {
        assertThatThrownBy(() -> PathTemplate.parse(template)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Optional<Backend> owner(String path) {
        return TABLE.find(RequestPath.of(path).orElseThrow());
    }

    /** Gateways of clusters try the longest expression first. */
    private static Optional<Backend> ownerInACluster(String path) {
        record Candidate(String regex, Backend backend) {}
        return TABLE.routes().stream()
                .flatMap(route ->
                        route.paths().stream().map(template -> new Candidate(template.regex(), route.backend())))
                .filter(candidate -> Pattern.matches(candidate.regex(), path))
                .max(Comparator.comparingInt(candidate -> candidate.regex().length()))
                .map(Candidate::backend);
    }
}
