package dev.offpeak.assessment.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
    @Test
    void quotesWhatNeedsIt() {
        assertThat(Csv.of(List.of("a", "b"), List.of(List.of("x, \"y\"", "two\nlines"), Arrays.asList(null, 7))))
                .isEqualTo("a,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\r\n,7\r\n");
    }

    @Test
    void aGuestsTextIsNeverAFormula() {
        assertThat(Csv.of(
                        List.of("name"), List.of(List.of("=HYPERLINK(1)"), List.of("@x"), List.of("-1"), List.of(-1))))
                .isEqualTo("name\r\n'=HYPERLINK(1)\r\n'@x\r\n'-1\r\n-1\r\n");
    }
}
