package dev.offpeak.orchestrator.planner;

import static dev.offpeak.orchestrator.planner.TestFleet.CATALOG;
import static dev.offpeak.orchestrator.planner.TestFleet.fleet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.orchestrator.certificate.Violation;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A certificate is worth something only if a broken plan gets none. */
class PlanCertificateTest {
    private static final Instant START = Instant.parse("2026-11-10T18:00:00Z");
    private static final FleetSnapshot FLEET = fleet().alone(10, "sub-1", "westeurope")
            .zone(5, "sub-1", "westeurope", "1")
            .zone(5, "sub-1", "westeurope", "2")
            .set(12, 3, "northeurope", "set/a")
            .snapshot();

    @Test
    @Rule("O1")
    @DisplayName("O1: a forgotten VM is found")
    void forgottenVmIsFound() {
        RolloutPlan sound = plan();
        List<Assignment> short1 =
                sound.assignments().subList(1, sound.assignments().size());

        assertThat(rulesBroken(new RolloutPlan(sound.phases(), short1, sound.spread(), sound.forecast())))
                .containsExactly("O1");
    }

    @Test
    @Rule("O1")
    @DisplayName("O1: a region in two phases is found")
    void regionInTwoPhasesIsFound() {
        RolloutPlan torn = change(slot -> slot.zone().equals("1")
                ? new Assignment(slot.vm(), 9, slot.region(), slot.step(), slot.zone(), slot.batch())
                : slot);

        assertThat(rulesBroken(torn)).containsOnly("O1");
    }

    @Test
    @Rule("O2")
    @DisplayName("O2: a pair in one phase is found")
    void pairInOnePhaseIsFound() {
        RolloutPlan together =
                change(slot -> new Assignment(slot.vm(), 1, slot.region(), slot.step(), slot.zone(), slot.batch()));

        assertThat(rulesBroken(together)).containsExactly("O2");
    }

    @Test
    @Rule("O4")
    @DisplayName("O4: two zones in one step are found")
    void zonesTogetherAreFound() {
        RolloutPlan together =
                change(slot -> new Assignment(slot.vm(), slot.phase(), slot.region(), 1, slot.zone(), slot.batch()));

        assertThat(rulesBroken(together)).contains("O4");
    }

    @Test
    @Rule("O5")
    @DisplayName("O5: a subscription crowded into one batch is found")
    void crowdedSubscriptionIsFound() {
        RolloutPlan crowded = change(slot -> slot.region().equals("westeurope") ? inBatchOne(slot) : slot);

        assertThat(rulesBroken(crowded)).contains("O5").doesNotContain("O6");
    }

    @Test
    @Rule("O6")
    @DisplayName("O6: update domains together, and more than a fifth of a set, are found")
    void crowdedSetIsFound() {
        RolloutPlan crowded = change(slot -> slot.region().equals("northeurope") ? inBatchOne(slot) : slot);

        assertThat(rulesBroken(crowded)).containsOnly("O6").hasSize(2);
    }

    @Test
    void soundPlanHasNoViolation() {
        PlanCertificate certificate = PlanCertificate.of(plan(), FLEET, CATALOG, Policy.DEFAULT);

        assertThat(certificate.isSound()).isTrue();
        assertThat(certificate.assignments()).isEqualTo(32);
    }

    private static Assignment inBatchOne(Assignment slot) {
        return new Assignment(slot.vm(), slot.phase(), slot.region(), slot.step(), slot.zone(), 1);
    }

    private static RolloutPlan change(UnaryOperator<Assignment> doctor) {
        RolloutPlan sound = plan();
        return new RolloutPlan(
                sound.phases(), sound.assignments().stream().map(doctor).toList(), sound.spread(), sound.forecast());
    }

    private static RolloutPlan plan() {
        return RolloutPlanner.plan(FLEET, CATALOG, Policy.DEFAULT, 1, START, START.plus(Duration.ofDays(30)));
    }

    private static List<String> rulesBroken(RolloutPlan plan) {
        return PlanCertificate.of(plan, FLEET, CATALOG, Policy.DEFAULT).violations().stream()
                .map(Violation::rule)
                .toList();
    }
}
