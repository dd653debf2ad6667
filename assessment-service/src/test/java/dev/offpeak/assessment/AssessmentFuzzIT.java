package dev.offpeak.assessment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.FeatureState;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmSnapshot;
import dev.offpeak.embedded.BrokerClient;
import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.embedded.TestServers;
import dev.offpeak.fuzz.ApiFuzz;
import dev.offpeak.fuzz.Operation;
import dev.offpeak.fuzz.ServiceFuzz;
import dev.offpeak.fuzz.Subject;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(PlatformTestResource.class)
class AssessmentFuzzIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    private final String subscription = UUID.randomUUID().toString();
    private final String vmId = UUID.randomUUID().toString();
    private final String vm = "/subscriptions/" + subscription
            + "/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/fuzzed";

    @Test
    @Rule({"V1", "V4"})
    @DisplayName("V1, V4: whatever is sent to any operation, the answer is 2xx or 4xx, and a 4xx has changed nothing")
    void keepsItsPromisesWhateverIsSent() {
        String operation = anOperationOfARunningVm();
        Map<String, String> settings = PlatformTestResource.settings();
        ApiFuzz.Builder service = ApiFuzz.of("http://127.0.0.1:" + RestAssured.port, new Assessment(operation))
                .database(
                        settings.get("quarkus.datasource.jdbc.url"),
                        settings.get("quarkus.datasource.username"),
                        settings.get("quarkus.datasource.password"))
                .busyWhile("SELECT count(*) FROM outbox");

        assertThat(ServiceFuzz.problems(service, List.of())).isEmpty();

        RestAssured.get("/q/health").then().statusCode(200);
    }

    private String anOperationOfARunningVm() {
        try (BrokerClient broker = TestServers.client()) {
            TestMessages.send(broker, new VmChanged(vmId, 1, Instant.now(), running()));
            TestMessages.send(
                    broker,
                    new ProviderRegistered(
                            subscription,
                            "Microsoft.Compute",
                            1,
                            Map.of("InGuestPatchVMPreview", FeatureState.REGISTERED),
                            Instant.now()));
        }
        String url = await().atMost(SOON)
                .until(
                        () -> given().queryParam("api-version", "2023-07-01")
                                .post(vm + "/assessPatches")
                                .header("Azure-AsyncOperation"),
                        header -> header != null);
        return url.replaceAll(".*/operations/|\\?.*", "");
    }

    private VmSnapshot running() {
        return new VmSnapshot(
                vm,
                subscription,
                "shop",
                "fuzzed",
                "westeurope",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                OsType.WINDOWS,
                Optional.empty(),
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

    private final class Assessment implements Subject {
        private final String operation;

        Assessment(String operation) {
            this.operation = operation;
        }

        @Override
        public Map<String, String> parameters(Operation of) {
            Map<String, String> parameters = new HashMap<>(known());
            parameters.put("vmId", vmId);
            parameters.put("scope", "regions");
            return parameters;
        }

        private Map<String, String> known() {
            return Map.of(
                    "subscriptionId",
                    subscription,
                    "resourceGroup",
                    "shop",
                    "vmName",
                    "fuzzed",
                    "namespace",
                    "Microsoft.Compute",
                    "location",
                    "westeurope",
                    "operationId",
                    operation);
        }

        @Override
        public List<String> apiVersions(Operation of) {
            return of.path().startsWith("/compliance") ? List.of() : List.of("2020-06-01", "2024-11-01");
        }

        @Override
        public List<String> bodies(Operation of) {
            return of.takesBody() ? List.of("{}") : List.of();
        }

        @Override
        public List<String> queries(Operation of) {
            return of.path().startsWith("/compliance")
                    ? List.of(
                            "$top=1",
                            "lacks=KB5012345",
                            "lacks=lib*",
                            "patch=lib*",
                            "region=westeurope&image=a:b:c",
                            "subscriptionId=" + subscription,
                            "$skiptoken=MjAyNi0wMS0wMVQwMDowMDowMFovYQ")
                    : List.of("monitor=true", "t=1");
        }
    }
}
