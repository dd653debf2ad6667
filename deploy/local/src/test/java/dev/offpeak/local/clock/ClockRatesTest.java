package dev.offpeak.local.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockRatesTest {
    private static final ClockRates RATES = new ClockRates(12_000, 3_000);

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 12000",
        "0, 300, 0, 12000",
        "1, 0, 0, 3000",
        "900, 300, 0, 3000",
        "0, 301, 0, 1500",
        "1, 599, 0, 1500",
        "1, 602, 0, 750",
        "1, 2500, 0, 187.5",
        "1, 100000000, 0, 1",
        "0, 0, 1, 60",
        "5, 9000, 4, 60"
    })
    void fitsTheRateToWhatTheServicesSay(long underWay, long messageDelayMillis, int silent, double rate) {
        assertThat(RATES.fitting(new WorkReading(underWay, messageDelayMillis, silent)))
                .isEqualTo(rate);
    }

    @Test
    void addsUpWhatSeveralServicesSay() {
        WorkReading sum =
                new WorkReading(2, 50, 0).plus(new WorkReading(3, 400, 0)).plus(WorkReading.SILENT);

        assertThat(sum).isEqualTo(new WorkReading(5, 400, 1));
    }

    @Test
    void isBusyAtMostAtThreeThousandUnlessToldOtherwise() {
        assertThat(ClockRates.upTo(12_000)).isEqualTo(RATES);
        assertThat(ClockRates.upTo(100)).isEqualTo(new ClockRates(100, 100));
        assertThat(ClockRates.REAL.accelerated()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.5", "10, 20", "60000, 1", "NaN, 1", "10, 0"})
    void refusesRatesThatMakeNoSense(double idle, double busy) {
        assertThatThrownBy(() -> new ClockRates(idle, busy))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 1 to 50000");
    }
}
