package dev.offpeak.arm;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(RateLimitsTest.Narrow.class)
@QuarkusTestResource(PlatformTestResource.class)
@Rule("V5")
@DisplayName("V5: rate limits over HTTP")
class RateLimitsTest {
    private static final int BURST = 4;
    private static final int ENOUGH = 50;

    /** Four at once and one a second, so that a few requests in a row are too many, however slow the machine is. */
    public static class Narrow implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "offpeak.rate-limits.reads.burst", Integer.toString(BURST),
                    "offpeak.rate-limits.reads.per-second", "1",
                    "offpeak.rate-limits.writes.burst", Integer.toString(BURST),
                    "offpeak.rate-limits.writes.per-second", "1",
                    "offpeak.rate-limits.deletes.burst", Integer.toString(BURST),
                    "offpeak.rate-limits.deletes.per-second", "1",
                    "offpeak.rate-limits.subscription-factor", "3");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, reads", "PUT, writes", "POST, writes", "PATCH, writes", "DELETE, deletes"})
    void countsEveryMethodUnderItsKind(String method, String kind) {
        as("someone")
                .request(method, vm(UUID.randomUUID().toString()))
                .then()
                .header("x-ms-ratelimit-remaining-subscription-" + kind, equalTo(Integer.toString(BURST - 1)))
                .header(
                        "x-ms-ratelimit-remaining-subscription-global-" + kind,
                        equalTo(Integer.toString(3 * BURST - 1)));
    }

    @Test
    void tooManyReadsAreRefusedAndStarveNeitherWritesNorOthers() {
        String vm = vm(UUID.randomUUID().toString());

        Response refused = untilRefused("one", vm);

        refused.then()
                .statusCode(429)
                .header("Retry-After", equalTo("1"))
                .header("x-ms-ratelimit-remaining-subscription-reads", equalTo("0"))
                .header("x-ms-request-id", notNullValue())
                .header("x-ms-correlation-request-id", notNullValue())
                .body("error.code", equalTo("TooManyRequests"))
                .body("error.message", containsString("Retry-After"));
        as("one").body("{}").put(vm).then().statusCode(200);
        as("two").get(vm).then().statusCode(200);
        as("one").get(vm(UUID.randomUUID().toString())).then().statusCode(200);
    }

    @Test
    void aSubscriptionIsLimitedWhoeverAsks() {
        String vm = vm(UUID.randomUUID().toString());

        int sent = 0;
        Response last = null;
        while (sent < ENOUGH && (last == null || last.statusCode() == 200)) {
            last = as("caller" + sent++).get(vm);
        }

        assertThat(last.statusCode()).isEqualTo(429);
        last.then()
                .header("x-ms-ratelimit-remaining-subscription-global-reads", equalTo("0"))
                .body("error.message", containsString("all callers"));
    }

    @Test
    void aRefusedWriteAnswersAlthoughItsBodyIsNotRead() {
        String vm = vm(UUID.randomUUID().toString());
        for (int i = 0; i < ENOUGH; i++) {
            Response answer = as("writer")
                    .body("{\"name\": \"" + "x".repeat(100_000) + "\"}")
                    .put(vm);
            if (answer.statusCode() == 429) {
                answer.then().body("error.code", equalTo("TooManyRequests"));
                return;
            }
        }
        throw new AssertionError("No write was refused");
    }

    @Test
    void whatHasNoSubscriptionIsTheTenants() {
        as("someone").get("/tenants/x").then().header("x-ms-ratelimit-remaining-tenant-reads", notNullValue());
        assertThat(untilRefused("tenant", "/subscriptions/made-up-id").statusCode())
                .isEqualTo(429);
    }

    @Test
    void whatOnlyNeighboursAskIsNotCounted() {
        for (int i = 0; i < 2 * BURST; i++) {
            given().get("/internal/work").then().statusCode(200);
        }
    }

    @Test
    void pathsAreReadAsTheyCome() {
        String id = UUID.randomUUID().toString();

        assertThat(RateLimits.subscription("/Subscriptions/" + id.toUpperCase(Locale.ROOT) + "/resourceGroups"))
                .isEqualTo(id);
        assertThat(RateLimits.subscription("/subscriptions/" + id)).isEqualTo(id);
        assertThat(RateLimits.subscription("/subscriptions/")).isEmpty();
        assertThat(RateLimits.subscription("/subscriptions/1")).isEmpty();
        assertThat(RateLimits.subscription("/")).isEmpty();
        assertThat(RateLimits.subscription(null)).isEmpty();
    }

    private static Response untilRefused(String who, String path) {
        for (int i = 0; i < ENOUGH; i++) {
            Response answer = as(who).get(path);
            if (answer.statusCode() == 429) {
                return answer;
            }
        }
        throw new AssertionError("No request was refused");
    }

    private static RequestSpecification as(String who) {
        return given().header("Authorization", "Bearer " + who)
                .contentType("application/json")
                .queryParam("api-version", "2023-07-01");
    }

    private static String vm(String subscription) {
        return "/subscriptions/" + subscription + "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm";
    }
}
