package dev.offpeak.features.api;

import static dev.offpeak.features.api.Calls.aSubscription;
import static dev.offpeak.features.api.Calls.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import dev.offpeak.arm.ArmAction;
import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.features.ShortTimes;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands above all subscriptions. */
@QuarkusIntegrationTest
@QuarkusTestResource(PlatformTestResource.class)
@QuarkusTestResource(ShortTimes.class)
class TenantIT {
    private static final String TENANT = "00000000-0000-0000-0000-00000000000a";

    @Test
    void theTenantIsFoundInAnyCasingAndNoOther() {
        get("2022-12-01", "/tenants/{t}", TENANT.toUpperCase(Locale.ROOT))
                .statusCode(200)
                .body("tenantId", equalTo(TENANT));
        get("2022-12-01", "/tenants/{t}", aSubscription())
                .statusCode(404)
                .body("error.code", equalTo("TenantNotFound"));
    }

    @Test
    @Rule("F4")
    @DisplayName("F4: providers in the tenant's scope have types and no registration")
    void listsProviders() {
        get("2021-04-01", "/providers?$expand=metadata")
                .statusCode(200)
                .body("value.namespace", hasItems("Microsoft.Compute", "Microsoft.Features"))
                .body("value[0].id", equalTo("/providers/Microsoft.Compute"))
                .body("value[0].registrationState", nullValue());
        get("2021-04-01", "/providers/microsoft.COMPUTE")
                .statusCode(200)
                .body("resourceTypes.resourceType", hasItems("virtualMachines", "availabilitySets"));
        get("2021-04-01", "/providers/No.Such").statusCode(404).body("error.code", equalTo("InvalidResourceNamespace"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/providers", "/subscriptions/00000000-0000-0000-0000-000000000001/providers"})
    @Rule("V4")
    @DisplayName("V4: lists of providers page with $top and nextLink")
    void pagesProviders(String path) {
        JsonPath first = get("2021-04-01", path + "?$top=3&$expand=metadata")
                .statusCode(200)
                .body("value.namespace", contains("Microsoft.Compute", "Microsoft.Features", "Microsoft.Network"))
                .extract()
                .jsonPath();
        given().urlEncodingEnabled(false)
                .get(first.getString("nextLink"))
                .then()
                .statusCode(200)
                .body("value.namespace", contains("Microsoft.Resources"))
                .body("nextLink", nullValue());
        get("2021-04-01", path + "?$top=0").statusCode(400).body("error.target", equalTo("$top"));
    }

    @Test
    void everySubscriptionSeesTheFeaturesProviderToo() {
        get("2021-04-01", "/subscriptions/{s}/providers/Microsoft.Features", aSubscription())
                .statusCode(200)
                .body("registrationState", equalTo("Registered"));
    }

    @Test
    void listsExactlyTheActionsThatItsOperationsNeed() {
        List<String> names = get("2015-12-01", "/providers/Microsoft.Features/operations")
                .statusCode(200)
                .extract()
                .path("value.name");

        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                FeaturesResource.class,
                                FeatureRegistrationsResource.class,
                                TenantProvidersResource.class)
                        .flatMap(resource -> Stream.of(resource.getDeclaredMethods()))
                        .filter(method -> method.isAnnotationPresent(ArmAction.class))
                        .map(method -> method.getAnnotation(ArmAction.class).value())
                        .filter(action -> action.startsWith("Microsoft.Features/"))
                        .distinct()
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/subscriptions",
                "/subscriptions/00000000-0000-0000-0000-000000000001",
                "/subscriptions/00000000-0000-0000-0000-000000000001/locations",
                "/tenants",
                "/providers",
                "/providers/Microsoft.Features/operations"
            })
    @Rule("V1")
    @DisplayName("V1: api-versions before 2016-06-01 are refused")
    void refusesOldVersions(String path) {
        get("2014-04-01", path)
                .statusCode(400)
                .body("error.code", equalTo("InvalidApiVersionParameter"))
                .body("error.message", containsString("2014-04-01"));
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: features have two api-versions, and no operation is known here")
    void refusesWhatSubscriptionsCannotHave() {
        get("2020-06-01", "/subscriptions/{s}/providers/Microsoft.Features/features", aSubscription())
                .statusCode(400)
                .body("error.code", equalTo("InvalidApiVersionParameter"));
        get(
                        "2021-04-01",
                        "/subscriptions/{s}/providers/Microsoft.Compute/locations/westeurope/operations/f1",
                        aSubscription())
                .statusCode(404)
                .body("error.code", equalTo("ResourceNotFound"));
    }
}
