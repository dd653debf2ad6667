package dev.offpeak.orchestrator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offpeak.contracts.message.InstallPatches;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two rollouts over one region (ADR 23). */
@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class WaitersIT extends OverAFleet {
    /** A seed whose order of zones in uksouth begins with zone 2. */
    private static final long ZONE_2_FIRST = 2;

    @Test
    @DisplayName("L4: in a waiter's last windows nobody of another rollout joins who would be in its way; it is next")
    void roomIsMadeForWaitersOfOtherRollouts() {
        TestVm silent = add(TestVm.in(subscription, "uksouth").zone("1"));
        settle();
        guests.behave(silent, Guests.Manner.SILENT);
        publish(Map.of("deadlineDays", 30), Map.of("maxFailedShare", 1.0));
        String younger = rollout;
        await().atMost(PATIENCE).until(() -> guests.orders(silent).size() == 1);
        TestVm waiter = add(TestVm.in(subscription, "uksouth").zone("2"));
        await().atMost(PATIENCE).until(this::everythingIsKnown);

        publish(Map.of("deadlineDays", 2, "seed", ZONE_2_FIRST), Map.of("maxFailedShare", 1.0));
        awaitHold(rollout, waiter, "ZoneBusy");
        String another = UUID.randomUUID().toString();
        wire.feature(another, 1, true);
        TestVm joiner = add(TestVm.in(another, "uksouth").zone("1"));

        awaitHold(younger, joiner, "MakingRoom");
        OrchestratorTestResource.nextNight();
        await().atMost(PATIENCE).until(() -> !guests.orders(joiner).isEmpty());
        List<String> ordered =
                guests.orders().stream().map(InstallPatches::vmId).toList();
        assertThat(ordered.indexOf(waiter.id())).isBetween(0, ordered.indexOf(joiner.id()));
        assertThat(guests.broken()).isEmpty();
    }
}
