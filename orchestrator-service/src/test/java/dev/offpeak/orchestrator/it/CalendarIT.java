package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Replicas that go by a calendar, beside a service that does not. */
@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class CalendarIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Test
    @Rule("I2")
    @DisplayName(
            "I2: the month's release comes on its day, once, however many replicas look and restart; its policy lets it wait")
    void theMonthsReleaseComesOnce() {
        OrchestratorTestResource.speed(1);
        Instant due =
                OrchestratorTestResource.now().plus(Duration.ofMinutes(20)).truncatedTo(ChronoUnit.MINUTES);
        String name = due.toString().substring(0, 7);
        try (Replica first = Replica.start(calendar(due));
                Replica second = Replica.start(calendar(due))) {
            await().atMost(PATIENCE).until(() -> first.isUp() && second.isUp());
            await().atMost(PATIENCE).until(() -> Database.count("select count(*) from calendar") == 1);
            get("/releases/" + name).then().statusCode(404);
            OrchestratorTestResource.speed(600);

            await().atMost(PATIENCE).until(() -> get("/releases/" + name).statusCode() == 200);
            OrchestratorTestResource.speed(1);
            first.killed();
            try (Replica third = Replica.start(calendar(due))) {
                await().atMost(PATIENCE).until(third::isUp);
                await().atMost(PATIENCE).until(() -> third.log().contains("Installed features"));
            }
        }

        get("/releases/" + name)
                .then()
                .body("publishedAt", equalTo(due.toString()))
                .body("maxPatchPublishDate", equalTo(due.toString()))
                .body("deadline", equalTo(due.plus(Duration.ofDays(30)).toString()))
                .body("policy.approval", equalTo(true));
        String rollout = get("/releases/" + name).path("rolloutId");
        get("/rollouts/" + rollout).then().body("state", equalTo("AwaitingApproval"));
        get("/platform/audit?target=" + name)
                .then()
                .body("value.action", contains("Offpeak.Orchestrator/releases/write"))
                .body("value.who", contains("platform"));
        post("/rollouts/" + rollout + "/cancel").then().statusCode(200);
    }

    @Test
    @DisplayName("A calendar that can't be keeps the service from starting, and says why")
    void nonsenseKeepsItFromStarting() {
        try (Replica wrong = Replica.start(
                Map.of("offpeak.calendar.enabled", "true", "offpeak.calendar.policy", "{\"phases\": 0}"))) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(wrong.log()).contains("phases must be between 1 and 60"));
            assertThat(wrong.isUp()).isFalse();
        }
    }

    /** A calendar by which the month's day is that one. */
    private static Map<String, String> calendar(Instant due) {
        ZonedDateTime day = due.atZone(ZoneOffset.UTC);
        int week = (day.getDayOfMonth() - 1) / 7 + 1;
        return Map.of(
                "offpeak.calendar.enabled",
                "true",
                "offpeak.calendar.ordinal",
                Integer.toString(week > 4 ? -1 : week),
                "offpeak.calendar.day",
                day.getDayOfWeek().toString(),
                "offpeak.calendar.time",
                day.toLocalTime().toString(),
                "offpeak.calendar.zone",
                "UTC",
                "offpeak.calendar.policy",
                "{\"approval\": true}");
    }
}
