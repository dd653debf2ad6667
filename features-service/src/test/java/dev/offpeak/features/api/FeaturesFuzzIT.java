package dev.offpeak.features.api;

import static dev.offpeak.features.api.Calls.AUTO_PATCH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.features.ShortTimes;
import dev.offpeak.fuzz.ApiFuzz;
import dev.offpeak.fuzz.Operation;
import dev.offpeak.fuzz.ServiceFuzz;
import dev.offpeak.fuzz.Subject;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(PlatformTestResource.class)
@QuarkusTestResource(ShortTimes.class)
class FeaturesFuzzIT {
    private static final String SUBSCRIPTION = "0f5e7a11-0000-4000-8000-00000000f022";

    @Test
    @Rule({"V1", "V4"})
    @DisplayName("V1, V4: whatever is sent to any operation, the answer is 2xx or 4xx, and a 4xx has changed nothing")
    void keepsItsPromisesWhateverIsSent() {
        Map<String, String> settings = PlatformTestResource.settings();
        ApiFuzz.Builder service = ApiFuzz.of("http://127.0.0.1:" + RestAssured.port, new Features())
                .database(
                        settings.get("quarkus.datasource.jdbc.url"),
                        settings.get("quarkus.datasource.username"),
                        settings.get("quarkus.datasource.password"))
                .busyWhile(
                        "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM feature_registration WHERE due IS NOT NULL)");

        assertThat(ServiceFuzz.problems(service, List.of())).isEmpty();

        RestAssured.get("/q/health").then().statusCode(200);
    }

    private static final class Features implements Subject {
        @Override
        public Map<String, String> parameters(Operation operation) {
            return Map.of(
                    "subscriptionId",
                    SUBSCRIPTION,
                    "namespace",
                    "Microsoft.Compute",
                    "feature",
                    AUTO_PATCH,
                    "tenantId",
                    "00000000-0000-0000-0000-00000000000a");
        }

        @Override
        public List<String> apiVersions(Operation operation) {
            if (operation.path().contains("ubscriptionFeatureRegistrations")) {
                return List.of("2021-07-01");
            }
            return operation.path().contains("Microsoft.Features")
                    ? List.of("2015-12-01", "2021-07-01")
                    : List.of("2016-06-01", "2022-12-01");
        }

        @Override
        public List<String> bodies(Operation operation) {
            return operation.method().equals("PUT")
                    ? List.of(
                            """
                            {"properties": {"state": "Registered", "metadata": {"why": "try"}, "description": "d",
                             "shouldFeatureDisplayInPortal": false, "authorizationProfile": {"requester": "me"}}}""")
                    : List.of();
        }

        @Override
        public List<String> queries(Operation operation) {
            return List.of("$top=2", "$expand=metadata", "$top=1&$skiptoken=TWljcm9zb2Z0LkNvbXB1dGU");
        }
    }
}
