package dev.offpeak.compute.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.compute.model.Property.Access;
import dev.offpeak.rules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Holds the tables of docs/api-versions.md to the schema; with {@code -Dwrite-docs=true} it writes them. */
class ApiVersionsDocTest {
    private static final Path DOC = Path.of("../docs/api-versions.md");
    private static final String HINT =
            "docs/api-versions.md differs from vm-schema.json; write it anew with: mvn test -pl compute-service"
                    + " -Dtest=ApiVersionsDocTest -Dwrite-docs=true";
    private static final VmSchema SCHEMA = VmSchema.builtIn();

    @Test
    @Rule({"P6", "V4"})
    @DisplayName("P6, V4: the document's tables are the schema's")
    void documentShowsTheSchema() throws IOException {
        String present = Files.readString(DOC);
        String expected = with(with(with(present, "came", came()), "left", left()), "refused", refused());
        if (Boolean.getBoolean("write-docs")) {
            Files.writeString(DOC, expected);
            return;
        }

        assertThat(present).as(HINT).isEqualTo(expected);
    }

    /** One row for each property that came later than what it is in. */
    private static String came() {
        return table(
                "| api-version | property of a virtual machine | type | remark |",
                SCHEMA.all().stream()
                        .filter(property -> !property.facts().since().equals(VmSchema.FIRST))
                        .filter(property -> !property.facts()
                                .since()
                                .equals(property.parent().facts().since()))
                        .sorted(Comparator.comparing(
                                (Property property) -> property.facts().since()))
                        .map(property -> "| " + property.facts().since() + " | `"
                                + property.facts().path() + "` | "
                                + property.facts().type() + " | " + remark(property)
                                + " |")
                        .toList());
    }

    private static String left() {
        return table(
                "| gone from | property of a virtual machine | type | remark |",
                SCHEMA.all().stream()
                        .filter(property -> property.facts().until().isPresent())
                        .map(property -> "| " + property.facts().until().get() + " | `"
                                + property.facts().path() + "` | "
                                + property.facts().type() + " | " + remark(property)
                                + " |")
                        .toList());
    }

    /** What P6 makes an error where V4 would drop it. */
    private static String refused() {
        return table(
                "| before | refused, with that version in the message |",
                SCHEMA.all().stream()
                        .filter(property -> property.isStrict())
                        .filter(property -> !property.facts().since().equals(VmSchema.FIRST))
                        .map(property -> "| " + property.facts().since() + " | `"
                                + property.facts().path() + "` |")
                        .toList());
    }

    private static String remark(Property property) {
        List<String> remarks = new ArrayList<>();
        if (property.facts().access() == Access.READ_ONLY) {
            remarks.add("the platform's");
        }
        if (property.facts().access() == Access.SECRET) {
            remarks.add("never shown");
        }
        if (property.facts().approximate()) {
            remarks.add("or a version just before");
        }
        return String.join(", ", remarks);
    }

    private static String table(String header, List<String> rows) {
        String rule = header.replaceAll("[^|]+", " --- ");
        return rows.stream().collect(Collectors.joining("\n", header + "\n" + rule + "\n", "\n"));
    }

    private static String with(String document, String name, String table) {
        String begin = "<!-- " + name + ": from vm-schema.json -->\n";
        String end = "<!-- end -->";
        int from = document.indexOf(begin);
        assertThat(from).as("the mark " + begin).isNotNegative();
        int to = document.indexOf(end, from);
        return document.substring(0, from + begin.length()) + table + document.substring(to);
    }
}
