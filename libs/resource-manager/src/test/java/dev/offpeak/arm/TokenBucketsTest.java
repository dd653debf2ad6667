package dev.offpeak.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.arm.TokenBuckets.Size;
import dev.offpeak.rules.Rule;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Rule("V5")
@DisplayName("V5: token buckets")
class TokenBucketsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Begins anywhere, as a monotonic clock does. */
    private final AtomicLong now = new AtomicLong(-77 * SECOND);

    @Test
    void giveABurstAndThenSoManyASecond() {
        TokenBuckets<String> buckets = of(3, 2);

        assertThat(buckets.take("a").remaining()).isEqualTo(2);
        assertThat(buckets.take("a").remaining()).isEqualTo(1);
        assertThat(buckets.take("a").remaining()).isZero();
        assertThat(buckets.take("a").isRefused()).isTrue();
        assertThat(buckets.take("a").waitNanos()).isEqualTo(SECOND / 2);

        now.addAndGet(SECOND / 2 - 1);
        assertThat(buckets.take("a").isRefused()).isTrue();
        now.addAndGet(1);
        assertThat(buckets.take("a").isRefused()).isFalse();
        assertThat(buckets.take("a").isRefused()).isTrue();
        now.addAndGet(SECOND);
        assertThat(buckets.take("a").remaining()).isEqualTo(1);
    }

    @Test
    void areNeverFullerThanFull() {
        TokenBuckets<String> buckets = of(3, 2);
        buckets.take("a");

        now.addAndGet(1000 * SECOND);

        assertThat(buckets.take("a").remaining()).isEqualTo(2);
    }

    @Test
    void areOnePerKey() {
        TokenBuckets<String> buckets = of(1, 1);

        assertThat(buckets.take("a").isRefused()).isFalse();
        assertThat(buckets.take("a").isRefused()).isTrue();
        assertThat(buckets.take("b").isRefused()).isFalse();
    }

    @Test
    void areNotEmptiedByRefusals() {
        TokenBuckets<String> buckets = of(1, 1);
        buckets.take("a");
        for (int i = 0; i < 100; i++) {
            buckets.take("a");
        }

        now.addAndGet(SECOND);

        assertThat(buckets.take("a").isRefused()).isFalse();
    }

    @Test
    void areForgottenOnceFull() {
        TokenBuckets<String> buckets = of(20, 1);
        for (int i = 0; i < 500; i++) {
            buckets.take("idle" + i);
        }
        for (int i = 0; i < 20; i++) {
            buckets.take("busy");
        }
        assertThat(buckets.known()).isEqualTo(501);

        now.addAndGet(TokenBuckets.FORGET_NANOS);
        buckets.take("fresh");

        assertThat(buckets.known()).isEqualTo(2);
        assertThat(buckets.take("busy").remaining()).isEqualTo(9);
    }

    @Test
    void pastTheMostNewKeysShareOne() {
        TokenBuckets<Integer> buckets = new TokenBuckets<>(new Size(2, 1), 1000, now::get);
        for (int i = 0; i < 100_000; i++) {
            buckets.take(i);
        }

        assertThat(buckets.known()).isEqualTo(1000);
        assertThat(buckets.take(5).remaining()).isZero();
        assertThat(buckets.take(200_000).isRefused()).isTrue();
    }

    @Test
    void giveNoTokenTwiceToManyAtOnce() throws InterruptedException {
        TokenBuckets<String> buckets = of(1000, 1);
        AtomicInteger taken = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(8);

        for (int i = 0; i < 8; i++) {
            callers.submit(() -> {
                for (int k = 0; k < 500; k++) {
                    if (!buckets.take("a").isRefused()) {
                        taken.incrementAndGet();
                    }
                }
            });
        }
        callers.shutdown();

        assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(taken.get()).isEqualTo(1000);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "1, 1000000001", "1000001000, 1000"})
    void refuseSizesThatCannotBe(long burst, long perSecond) {
        assertThatThrownBy(() -> new Size(burst, perSecond)).isInstanceOf(IllegalArgumentException.class);
    }

    private TokenBuckets<String> of(long burst, long perSecond) {
        return new TokenBuckets<>(new Size(burst, perSecond), 100_000, now::get);
    }
}
