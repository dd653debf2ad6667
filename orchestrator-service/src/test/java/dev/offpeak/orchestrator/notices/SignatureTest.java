package dev.offpeak.orchestrator.notices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SignatureTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Test
    @Rule("U5")
    @DisplayName("U5: the signature is the one that Standard Webhooks gives as its example")
    void itIsThatOfTheStandard() {
        assertThat(Signature.of(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void aSecretIsLongEnoughAndInBase64() {
        assertThat(Signature.isSecret(SECRET)).isTrue();
        assertThat(Signature.isSecret(null)).isFalse();
        assertThat(Signature.isSecret("secret")).isFalse();
        assertThat(Signature.isSecret("whsec_c2hvcnQ=")).isFalse();
        assertThat(Signature.isSecret("whsec_!")).isFalse();
    }
}
