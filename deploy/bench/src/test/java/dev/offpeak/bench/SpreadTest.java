package dev.offpeak.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void oddNumbersHaveAMiddleAndEvenOnesTheMeanOfTwo() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(4, 1, 9));
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0, 6.0))).isEqualTo(new Spread(5, 1, 9));
    }

    @Test
    void nothingMeasuredIsRefused() {
        assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPercentileIsTheValueThatThatShareDoesNotExceed() {
        long[] values = {40, 10, 30, 20};

        assertThat(Spread.percentile(values, 0.5)).isEqualTo(20);
        assertThat(Spread.percentile(values, 0.51)).isEqualTo(30);
        assertThat(Spread.percentile(values, 0.99)).isEqualTo(40);
        assertThat(Spread.percentile(values, 0)).isEqualTo(10);
        assertThat(Spread.percentile(new long[0], 0.5)).isZero();
        assertThat(values).containsExactly(40, 10, 30, 20);
    }
}
