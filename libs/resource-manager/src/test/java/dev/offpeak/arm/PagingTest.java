package dev.offpeak.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.rules.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Rule("V4")
@DisplayName("V4: pages")
class PagingTest {
    @Test
    void carryTheLastKeyInTheirToken() {
        assertThat(Paging.after(Paging.tokenOf("grüße/ä?&=#"))).contains("grüße/ä?&=#");
        assertThat(Paging.after(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1001", "ten", "", "1.5", "99999999999"})
    void refuseATopThatIsNoNumberOfItems(String top) {
        assertThatThrownBy(() -> Paging.top(top)).isInstanceOfSatisfying(RefusedException.class, refused -> {
            assertThat(refused.refusal().code()).isEqualTo("InvalidParameter");
            assertThat(refused.refusal().target()).contains("$top");
        });
    }

    @Test
    void refuseATokenThatNobodyGave() {
        assertThatThrownBy(() -> Paging.after("***")).isInstanceOf(RefusedException.class);
    }
}
