package dev.offpeak.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** docs/rules.md names for every rule just the tests that carry it. {@code -Dwrite-docs=true} writes their names there. */
class RulesTableTest {
    @Test
    void tableNamesTheTestsThatCarryTheRules() throws IOException {
        Map<String, Set<String>> carried = TestSources.carryingRules();
        if (Boolean.getBoolean("write-docs")) {
            RulesTable.write(carried);
        }
        Map<String, Set<String>> named = new TreeMap<>();
        RulesTable.read().rows().stream()
                .filter(row -> !row.tests().isEmpty())
                .forEach(row -> named.put(row.rule(), row.tests()));

        assertThat(named).isEqualTo(carried);
    }

    @Test
    void ruleWithoutATestSaysWhatIsMissing() throws IOException {
        assertThat(RulesTable.read().rows()).hasSizeGreaterThan(50).allSatisfy(row -> assertThat(
                        row.tests().isEmpty() && row.note().isEmpty())
                .as("rule %s has neither a test nor a note", row.rule())
                .isFalse());
    }

    @Test
    void ruleInADisplayNameIsCarriedToo() throws IOException {
        assertThat(TestSources.namedOnly()).isEmpty();
    }
}
