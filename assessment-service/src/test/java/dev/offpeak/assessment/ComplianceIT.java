package dev.offpeak.assessment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootBehavior;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.message.AssessmentReported;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.contracts.message.VmSnapshot;
import dev.offpeak.embedded.BrokerClient;
import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.embedded.TestServers;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compliance of a small fleet of its own subscription, against the packaged service; the test plays compute and the guests. */
@QuarkusIntegrationTest
@QuarkusTestResource(PlatformTestResource.class)
class ComplianceIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Instant AT = Instant.parse("2026-06-10T22:00:00Z");
    private static final String SUBSCRIPTION = UUID.randomUUID().toString();
    /** In the order of their ids. */
    private static final List<String> VMS = List.of("1", "2", "3", "4").stream()
            .map(n -> "0000000" + n + SUBSCRIPTION.substring(8))
            .toList();

    private static boolean isThere;

    /** The first two lack the KB, the second one also a package, the third nothing; the fourth was never assessed. */
    @BeforeEach
    void aFleet() {
        if (isThere) {
            return;
        }
        isThere = true;
        try (BrokerClient broker = TestServers.client()) {
            for (int i = 0; i < 4; i++) {
                TestMessages.send(
                        broker, new VmChanged(VMS.get(i), 1, AT, vm("web" + i, i < 2 ? "westeurope" : "uksouth")));
            }
            await().atMost(SOON)
                    .until(() ->
                            list("/compliance/vms").jsonPath().getList("value").size() == 4);
            TestMessages.send(broker, report(VMS.get(0), true, windows()));
            TestMessages.send(broker, report(VMS.get(1), false, windows(), linux()));
            TestMessages.send(broker, report(VMS.get(2), false));
            await().atMost(SOON)
                    .until(() -> list("/compliance/vms")
                                    .jsonPath()
                                    .getList("value.findAll { it.assessed }")
                                    .size()
                            == 3);
        }
    }

    @AfterAll
    static void awayWithIt() {
        try (BrokerClient broker = TestServers.client()) {
            VMS.forEach(vm -> TestMessages.send(broker, new VmDeleted(vm, 2, AT, "/subscriptions/" + SUBSCRIPTION)));
        }
    }

    @ParameterizedTest
    @CsvSource({"KB5012345, 2", "5012345, 2", "libssl3, 1", "LIB*, 1", "libssl3=3.0.17-1, 1", "2026-06*, 2"})
    void tellsWhichVmsLackAPatch(String mask, int vms) {
        given().queryParam("lacks", mask)
                .queryParam("subscriptionId", SUBSCRIPTION.toUpperCase(Locale.ROOT))
                .get("/compliance/vms")
                .then()
                .statusCode(200)
                .body("value", hasSize(vms))
                .body("value[-1].vmId", equalTo(VMS.get(1)))
                .body("value[-1].criticalAndSecurityPatchCount", equalTo(1))
                .body("value[-1].image", equalTo("MicrosoftWindowsServer:WindowsServer:2019-Datacenter"));
    }

    @Test
    void listsThemInPagesAsJsonAndAsCsv() {
        Response first = list("/compliance/vms?lacks=KB5012345&$top=1");
        first.then().body("value.vmId", contains(VMS.get(0)));
        given().urlEncodingEnabled(false)
                .get(first.jsonPath().getString("nextLink"))
                .then()
                .body("value.vmId", contains(VMS.get(1)))
                .body("nextLink", nullValue());

        Response csv = given().accept("text/csv")
                .queryParam("lacks", "KB5012345")
                .queryParam("subscriptionId", SUBSCRIPTION)
                .queryParam("$top", 1)
                .get("/compliance/vms");
        csv.then().statusCode(200).contentType("text/csv;charset=utf-8").header("Link", containsString("rel=\"next\""));
        assertThat(csv.asString().lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("vmId,name,subscriptionId,region,image,lastAssessedAt");
        assertThat(csv.asString()).contains(VMS.get(0) + ",web0," + SUBSCRIPTION + ",westeurope,");
    }

    @Test
    void tellsWhatOneVmLacksAndWhatItsAssessmentsWere() {
        given().get("/compliance/vms/" + VMS.get(1))
                .then()
                .statusCode(200)
                .body("patches.patchId", contains("p1", "libssl3=3.0.17-1"))
                .body("patches[0].kbId", equalTo("5012345"))
                .body("patches[1].version", equalTo("3.0.17-1"));
        given().get("/compliance/vms/nobody").then().statusCode(404).body("error.code", equalTo("ResourceNotFound"));
        given().accept("text/csv").get("/compliance/vms/nobody").then().statusCode(406);
        given().get("/compliance/vms/" + VMS.get(3))
                .then()
                .statusCode(200)
                .body("assessed", equalTo(false))
                .body("patches", nullValue());
        given().get("/compliance/vms/" + VMS.get(1) + "/assessments")
                .then()
                .statusCode(200)
                .body("value", hasSize(1))
                .body("value[0].status", equalTo("Succeeded"))
                .body("value[0].trigger", equalTo("AGENT"))
                .body("value[0].otherPatchCount", equalTo(1));
    }

    @Test
    @Rule("U7")
    @DisplayName("U7: a VM's assessments are there to be read, page by page, as JSON and CSV")
    void pagesThroughAHistory() {
        String vm = VMS.get(2);
        try (BrokerClient broker = TestServers.client()) {
            TestMessages.send(broker, report(vm, false));
        }
        await().atMost(SOON)
                .until(() -> given().get("/compliance/vms/" + vm + "/assessments")
                                .jsonPath()
                                .getList("value")
                                .size()
                        == 2);

        Response first = given().queryParam("$top", 1).get("/compliance/vms/" + vm + "/assessments");
        Response second = given().urlEncodingEnabled(false).get(first.jsonPath().getString("nextLink"));

        assertThat(second.jsonPath().getString("value[0].assessmentActivityId"))
                .isNotEqualTo(first.jsonPath().getString("value[0].assessmentActivityId"));
        assertThat(second.jsonPath().getString("nextLink")).isNull();
        given().accept("text/csv")
                .get("/compliance/vms/" + vm + "/assessments")
                .then()
                .statusCode(200)
                .body(startsWith("assessmentActivityId,trigger,status"));
    }

    @Test
    void countsVmsByPatch() {
        list("/compliance/patches")
                .then()
                .body("value", hasSize(2))
                .body("value.find { it.patch.kbId == '5012345' }.vms", equalTo(2))
                .body("value.find { it.patch.name == 'libssl3' }.vms", equalTo(1));
        list("/compliance/patches?patch=lib*").then().body("value.patch.name", contains("libssl3"));
        Response first = list("/compliance/patches?$top=1");
        given().urlEncodingEnabled(false)
                .get(first.jsonPath().getString("nextLink"))
                .then()
                .body("value", hasSize(1))
                .body("nextLink", nullValue());
        given().accept("text/csv")
                .queryParam("subscriptionId", SUBSCRIPTION)
                .get("/compliance/patches")
                .then()
                .statusCode(200)
                .body(containsString("2,p1,2026-06 Cumulative Update (KB5012345),,5012345,Security"));
    }

    @ParameterizedTest
    @CsvSource({"subscriptions, 1, 4", "regions, 2, 2", "Images, 1, 4"})
    void sumsUp(String scope, int names, int vms) {
        list("/compliance/summaries/" + scope)
                .then()
                .statusCode(200)
                .body("value", hasSize(names))
                .body("value[0].vms", equalTo(vms));
    }

    @Test
    void aVmWithoutAResultIsNotCompliant() {
        list("/compliance/summaries/regions?region=UK South")
                .then()
                .body("value[0].name", equalTo("uksouth"))
                .body("value[0].vms", equalTo(2))
                .body("value[0].assessed", equalTo(1))
                .body("value[0].compliant", equalTo(1))
                .body("value[0].rebootPending", equalTo(0));
        given().accept("text/csv;q=0.9, application/json;q=0.1")
                .queryParam("subscriptionId", SUBSCRIPTION)
                .get("/compliance/summaries/regions")
                .then()
                .contentType("text/csv;charset=utf-8")
                .body(containsString("westeurope,2,2,0,1,2026-06-10T22:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "/compliance/vms?lacks=*, 400, InvalidParameter",
        "/compliance/vms?lacks=KB99999999, 404, ResourceNotFound",
        "/compliance/vms?subscriptionId=mine, 400, InvalidParameter",
        "/compliance/vms?$top=0, 400, InvalidParameter",
        "/compliance/vms/nobody/assessments, 404, ResourceNotFound",
        "/compliance/vms/nobody/assessments?$skiptoken=eA, 400, InvalidParameter",
        "/compliance/patches?patch=a b, 400, InvalidParameter",
        "/compliance/patches?$skiptoken=eA, 400, InvalidParameter",
        "/compliance/summaries/continents, 404, ResourceNotFound"
    })
    @Rule("V1")
    @DisplayName("V1: bad questions get ARM errors, also when CSV is asked for")
    void refusesBadQuestions(String path, int status, String code) {
        for (String accept : List.of("application/json", "text/csv")) {
            given().accept(accept)
                    .get(path)
                    .then()
                    .statusCode(status)
                    .contentType(ContentType.JSON)
                    .body("error.code", equalTo(code));
        }
    }

    private static Response list(String path) {
        return given().queryParam("subscriptionId", SUBSCRIPTION).get(path);
    }

    private static AssessmentReported report(String vmId, boolean rebootPending, Patch... patches) {
        return new AssessmentReported(
                vmId,
                UUID.randomUUID().toString(),
                PatchOperationStatus.SUCCEEDED,
                AT,
                AT,
                rebootPending,
                List.of(patches),
                Optional.empty());
    }

    private static Patch windows() {
        return new Patch(
                "p1",
                "2026-06 Cumulative Update (KB5012345)",
                Optional.empty(),
                Optional.of("5012345"),
                List.of(Classification.SECURITY),
                RebootBehavior.ALWAYS_REQUIRES_REBOOT,
                Optional.of(AT));
    }

    private static Patch linux() {
        return new Patch(
                "libssl3=3.0.17-1",
                "libssl3",
                Optional.of("3.0.17-1"),
                Optional.empty(),
                List.of(Classification.OTHER),
                RebootBehavior.NEVER_REBOOTS,
                Optional.empty());
    }

    private static VmSnapshot vm(String name, String region) {
        return new VmSnapshot(
                "/subscriptions/" + SUBSCRIPTION + "/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/"
                        + name,
                SUBSCRIPTION,
                "shop",
                name,
                region,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                OsType.WINDOWS,
                Optional.of(new ImageReference("MicrosoftWindowsServer", "WindowsServer", "2019-Datacenter", "latest")),
                Optional.empty(),
                PatchMode.MANUAL,
                AssessmentMode.IMAGE_DEFAULT,
                RebootSetting.IF_REQUIRED,
                PowerState.RUNNING,
                true,
                List.of(),
                Optional.empty(),
                false,
                HealthVerdict.HEALTHY,
                Map.of());
    }
}
