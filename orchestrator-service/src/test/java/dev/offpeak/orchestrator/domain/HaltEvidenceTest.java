package dev.offpeak.orchestrator.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.offpeak.rules.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HaltEvidenceTest {
    @Test
    @Rule("O9")
    @DisplayName("O9: a halt names counts, regions and images, the worst first")
    void namesCountsRegionsAndImages() {
        HaltEvidence evidence = HaltEvidence.of(List.of(
                trial("westeurope", "2019", true, 2),
                trial("westeurope", "2016", false, 1),
                trial("eastus", "2019", true, 1),
                trial("eastus", "2016", false, 1),
                trial("uksouth", "2016", false, 1)));

        assertThat(evidence.tried()).isEqualTo(6);
        assertThat(evidence.failed()).isEqualTo(3);
        assertThat(evidence.regions())
                .containsExactly(new HaltEvidence.Share("westeurope", 3, 2), new HaltEvidence.Share("eastus", 2, 1));
        assertThat(evidence.images()).containsExactly(new HaltEvidence.Share("2019", 3, 3));
    }

    @Test
    @Rule("O9")
    @DisplayName(
            "O9: the patch that failed VMs share more than healthy ones is the first suspect, in any order of the VMs")
    void guiltyPatchIsTheFirstSuspect() {
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            List<Trial> trials = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                Set<String> patches = new HashSet<>(Set.of("everywhere"));
                for (int patch = 0; patch < 8; patch++) {
                    if (random.nextInt(3) == 0) {
                        patches.add("harmless-" + patch);
                    }
                }
                boolean guilty = random.nextInt(4) == 0;
                if (guilty) {
                    patches.add("guilty");
                }
                boolean failed = random.nextDouble() < (guilty ? 0.7 : 0.02);
                trials.add(new Trial("westeurope", "2019", failed, patches, 1));
            }

            List<Suspect> suspects = HaltEvidence.of(trials).suspects();
            Collections.shuffle(trials, random);

            assertThat(suspects.get(0).patch()).as("seed %d", seed).isEqualTo("guilty");
            assertThat(suspects.get(0).convincing()).as("seed %d", seed).isTrue();
            assertThat(suspects.get(0).lift()).as("seed %d", seed).isGreaterThan(2);
            assertThat(suspects).extracting(Suspect::patch).doesNotContain("everywhere");
            assertThat(HaltEvidence.of(trials).suspects()).isEqualTo(suspects);
        }
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: the chance is Fisher's: three of three failed and none of three healthy is one in twenty")
    void chanceIsFishersExactTest() {
        List<Trial> trials =
                List.of(new Trial("r", "i", true, Set.of("kb"), 3), new Trial("r", "i", false, Set.of(), 3));

        assertThat(Suspect.of(trials)).singleElement().satisfies(suspect -> {
            assertThat(suspect.byChance()).isCloseTo(0.05, offset(1e-9));
            assertThat(suspect.convincing()).isFalse();
        });
    }

    @Test
    void nobodyIsSuspectedWhereAllGotTheSame() {
        assertThat(Suspect.of(List.of(trial("r", "i", true, 1), trial("r", "i", false, 2))))
                .isEmpty();
        assertThat(Suspect.of(List.of())).isEmpty();
    }

    private static Trial trial(String region, String image, boolean failed, int vms) {
        return new Trial(region, image, failed, Set.of("kb1"), vms);
    }
}
