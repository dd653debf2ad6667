package dev.offpeak.compute;

import static dev.offpeak.compute.Arm.LATER_VERSION;
import static dev.offpeak.compute.Arm.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PatchResult;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.AssessmentReport;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.agent.PowerReport;
import dev.offpeak.contracts.message.AssessVm;
import dev.offpeak.fuzz.Operation;
import dev.offpeak.fuzz.ServiceFuzz;
import dev.offpeak.fuzz.Subject;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@WithTestResource(value = ComputeTestResource.class, scope = TestResourceScope.GLOBAL)
class AgentsFuzzIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    @Rule({"V1", "V4"})
    @DisplayName(
            "V1, V4: whatever is sent to the agents' listener, the answer is 2xx or 4xx, and a 4xx has changed nothing")
    void theAgentsListenerKeepsItsPromisesWhateverIsSent() throws JsonProcessingException {
        List<Operation> operations = Operation.of(
                new YAMLMapper().readTree(GuestDouble.listener().get("/openapi").asString()));

        assertThat(ServiceFuzz.problems(FuzzedService.at(ComputeTestResource.agentsUrl(), new Guests()), operations))
                .isEmpty();

        RestAssured.get("/q/health").then().statusCode(200);
    }

    /** A guest that was asked for a scan and for an installation; one that beats; and one that may enrol. */
    private static final class Guests implements Subject {
        private final AgentsIT.Enabled asked = AgentsIT.enabledVm();
        private final String scan = UUID.randomUUID().toString();
        private final String installation = UUID.randomUUID().toString();
        /** Its boots differ, so that it is soon two guests for one VM, which may be asked for nothing. */
        private final GuestDouble beating;

        private final String beatingVm;
        private final String enrollingVm;
        private final String token;

        Guests() {
            Arm.send(AgentsIT.order(asked.id(), installation, 1, 0, Duration.ofHours(1)));
            Arm.send(new AssessVm(
                    asked.id(), scan, true, Instant.now(), Instant.now().plusSeconds(3600)));
            await().atMost(PATIENCE)
                    .until(() -> installation.equals(asked.guest().goal().path("installation.activityId"))
                            && scan.equals(asked.guest().goal().path("assessment.activityId")));
            beatingVm = newVm();
            beating = GuestDouble.enrolled(beatingVm);
            beating.goal().then().statusCode(200);
            enrollingVm = newVm();
            token = GuestDouble.descriptor(enrollingVm).get("enrollmentToken").toString();
        }

        private static String newVm() {
            return at(LATER_VERSION)
                    .get(Arm.create(Arm.newGroup(), "vm1", Arm.windowsVm("")))
                    .path("properties.vmId");
        }

        /** The first use of a credential uses up the token, and the first look at the feed numbers what is new in it. */
        @Override
        public void before(Operation operation) {
            asked.guest().goal().then().statusCode(200);
            GuestDouble.descriptor(enrollingVm);
        }

        @Override
        public void settle() {
            FuzzedService.silenceGuests();
        }

        @Override
        public boolean correlates() {
            return false;
        }

        @Override
        public String constant() {
            return "alive";
        }

        @Override
        public List<Integer> otherStatuses() {
            return List.of(304);
        }

        @Override
        public Map<String, String> parameters(Operation operation) {
            return Map.of("vmId", beats(operation) ? beatingVm : asked.id());
        }

        private static boolean beats(Operation operation) {
            return operation.path().endsWith("heartbeats");
        }

        @Override
        public Map<String, String> headers(Operation operation) {
            String ofGuest =
                    beats(operation) ? beating.credential() : asked.guest().credential();
            return Map.of(
                    "Authorization",
                    "Bearer " + (operation.path().startsWith("/hosts") ? ComputeTestResource.HOST_KEY : ofGuest));
        }

        @Override
        public List<String> queries(Operation operation) {
            return operation.isSafe() ? List.of("waitSeconds=0.05", "waitSeconds=x", "after=1", "after=-1") : List.of();
        }

        @Override
        public List<String> bodies(Operation operation) {
            Instant now = Instant.now();
            return switch (operation.toString()) {
                case "POST /agents/enroll" ->
                    json(
                            new EnrollmentRequest(enrollingVm, token, "0.1.0", "boot-1"),
                            new EnrollmentRequest(enrollingVm, "wrong", "0.1.0", "boot-1"));
                case "POST /agents/{vmId}/heartbeats" ->
                    json(new Heartbeat(
                            "boot-1",
                            "0.1.0",
                            Optional.of("1.0"),
                            true,
                            List.of("a requirement"),
                            "Windows",
                            "10",
                            "pc"));
                case "POST /agents/{vmId}/reports/extension" ->
                    json(new ExtensionReport(
                            UUID.randomUUID().toString(),
                            1,
                            PatchOperationStatus.FAILED,
                            Optional.of("1.0"),
                            NativeUpdates.TURN_OFF,
                            Optional.of(new WireError("x", "y"))));
                case "POST /agents/{vmId}/reports/assessment" ->
                    json(
                            scanned(1, PatchOperationStatus.IN_PROGRESS, now),
                            scanned(2, PatchOperationStatus.SUCCEEDED, now));
                case "POST /agents/{vmId}/reports/installation" ->
                    json(
                            installed(1, PatchOperationStatus.IN_PROGRESS, now),
                            installed(2, PatchOperationStatus.IN_PROGRESS, now),
                            installed(3, PatchOperationStatus.SUCCEEDED, now));
                case "POST /hosts/guests/{vmId}/power" ->
                    json(new PowerReport(PowerState.RUNNING, now), new PowerReport(PowerState.STOPPED, now));
                default -> List.of();
            };
        }

        private AssessmentReport scanned(long sequence, PatchOperationStatus status, Instant at) {
            return new AssessmentReport(
                    scan, sequence, status, at, at, false, List.of(GuestDouble.somePatch()), Optional.empty());
        }

        private InstallationReport installed(long sequence, PatchOperationStatus status, Instant at) {
            return new InstallationReport(
                    installation,
                    sequence,
                    status,
                    at,
                    at,
                    List.of(new PatchResult(GuestDouble.somePatch(), PatchInstallationState.INSTALLED)),
                    RebootStatus.NOT_NEEDED,
                    false,
                    "boot-1",
                    Optional.empty());
        }

        private static List<String> json(Object... values) {
            return List.of(values).stream().map(GuestDouble::json).toList();
        }
    }
}
