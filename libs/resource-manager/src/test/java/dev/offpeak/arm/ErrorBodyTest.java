package dev.offpeak.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("V1")
@DisplayName("V1: error bodies")
class ErrorBodyTest {
    @Test
    void leaveOutWhatThereIsNot() {
        assertThat(ErrorBody.of(ArmRefusal.conflict("Wait.")))
                .isEqualTo("{\"error\":{\"code\":\"Conflict\",\"message\":\"Wait.\"}}");
    }

    @Test
    void carryTargetAndSingleCauses() {
        Refusal refusal = ArmRefusal.invalidParameter("a", "Several are wrong.")
                .becauseOf(List.of(ArmRefusal.invalidParameter("a.b", "Wrong \"b\".")));

        assertThat(ErrorBody.of(refusal))
                .isEqualTo(
                        "{\"error\":{\"code\":\"InvalidParameter\",\"message\":\"Several are wrong.\",\"target\":\"a\","
                                + "\"details\":[{\"code\":\"InvalidParameter\",\"message\":\"Wrong \\\"b\\\".\",\"target\":\"a.b\"}]}}");
    }

    @Test
    void speakAzuresWordsWhereTheyAreKnown() {
        assertThat(ArmRefusal.propertyChangeNotAllowed("windowsConfiguration.enableAutomaticUpdates")
                        .message())
                .isEqualTo("Changing property 'windowsConfiguration.enableAutomaticUpdates' is not allowed.");
        assertThat(ArmRefusal.resourceNotFound(ResourceId.virtualMachine("s", "rg", "vm"))
                        .message())
                .isEqualTo(
                        "The Resource 'Microsoft.Compute/virtualMachines/vm' under resource group 'rg' was not found."
                                + " For more details please go to https://aka.ms/ARMResourceNotFoundFix");
        assertThat(ArmRefusal.missingApiVersion().message())
                .isEqualTo("The api-version query parameter (?api-version=) is required for all requests.");
    }

    @Test
    void asUnauthorizedSayHowToAuthenticate() {
        assertThat(ErrorBody.response(ArmRefusal.invalidAuthenticationToken("No token."))
                        .getHeaderString("WWW-Authenticate"))
                .isEqualTo("Bearer");
    }
}
