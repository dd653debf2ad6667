package dev.offpeak.arm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGuardTest {
    @ParameterizedTest
    @ValueSource(strings = {"/a%zz", "/a%", "/a%00b", "/a?x=%0a", "/a%ff", "/a%25zz"})
    void refusesUrisThatCannotBeReadOrStored(String uri) {
        assertThat(RequestGuard.isReadable(uri)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/a%20b?$orderby=name%20desc", "/a?x=100%25", "/gr%C3%BC%C3%9Fe?%24expand=instanceView&a+b"
            })
    void letsOthersPass(String uri) {
        assertThat(RequestGuard.isReadable(uri)).isTrue();
    }
}
