package dev.offpeak.compute;

import static dev.offpeak.compute.Arm.LATER_VERSION;
import static dev.offpeak.compute.Arm.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offpeak.fuzz.Operation;
import dev.offpeak.fuzz.ServiceFuzz;
import dev.offpeak.fuzz.Subject;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@WithTestResource(value = ComputeTestResource.class, scope = TestResourceScope.GLOBAL)
class ComputeFuzzIT {
    @Test
    @Rule({"V1", "V4"})
    @DisplayName(
            "V1, V4: whatever is sent to any ARM operation, the answer is 2xx or 4xx, and a 4xx has changed nothing")
    void armKeepsItsPromisesWhateverIsSent() {
        assertThat(ServiceFuzz.problems(
                        FuzzedService.at("http://127.0.0.1:" + RestAssured.port, new Fleet()), List.of()))
                .isEmpty();

        RestAssured.get("/q/health").then().statusCode(200);
    }

    /** One subscription with a group, a set and a VM, made anew before every operation that may change them. */
    private static final class Fleet implements Subject {
        private static final String LINUX_VM =
                """
                {"location": "westeurope", "zones": ["1"], "tags": {"a": "b"}, "identity": {"type": "SystemAssigned"}, "properties": {
                  "storageProfile": {"imageReference": {"publisher": "Canonical", "offer": "UbuntuServer", "sku": "18.04-LTS"}},
                  "osProfile": {"computerName": "pc", "adminUsername": "u", "linuxConfiguration": {
                    "disablePasswordAuthentication": true, "provisionVMAgent": true,
                    "patchSettings": {"patchMode": "ImageDefault", "assessmentMode": "ImageDefault"},
                    "ssh": {"publicKeys": [{"path": "/home/u/.ssh/authorized_keys", "keyData": "ssh-rsa AAAA"}]}}}}}""";

        private final String subscription = UUID.randomUUID().toString();
        private final String group = "/subscriptions/" + subscription + "/resourceGroups/fuzz";
        private String operationId = "none";
        private boolean made;
        private int names;

        @Override
        public void before(Operation operation) {
            if (operation.isSafe() && made) {
                return;
            }
            made = true;
            accepted(() ->
                    at(LATER_VERSION).body("{\"location\": \"westeurope\"}").put(group));
            accepted(() -> at(LATER_VERSION)
                    .body("{\"location\": \"westeurope\", \"sku\": {\"name\": \"Aligned\"}}")
                    .put(Arm.set(group, "set1")));
            Response vm =
                    accepted(() -> at(LATER_VERSION).body(Arm.windowsVm("")).put(Arm.vm(group, "vm1")));
            String url = vm.header("Azure-AsyncOperation");
            // One that is there already answers at once.
            if (url != null) {
                Arm.finish(vm);
                operationId = url.replaceAll(".*/operations/|\\?.*", "");
            }
        }

        /** What is being deleted must be gone first. */
        private static Response accepted(Callable<Response> put) {
            return await().atMost(Duration.ofSeconds(60)).until(put, answer -> answer.statusCode() / 100 == 2);
        }

        @Override
        public void settle() {
            FuzzedService.silenceGuests();
        }

        @Override
        public Map<String, String> parameters(Operation operation) {
            Map<String, String> values = new HashMap<>(Map.of(
                    "subscriptionId", subscription,
                    "group", "fuzz",
                    "name", name(operation),
                    "extension", "WindowsPatchExtension",
                    "namespace", "Microsoft.Compute",
                    "location", "westeurope",
                    "operationId", operationId,
                    "publisher", "MicrosoftWindowsServer",
                    "offer", "WindowsServer",
                    "sku", "2019-Datacenter"));
            values.put("version", "latest");
            return values;
        }

        /** Every other one that is put is new. */
        private String name(Operation operation) {
            boolean isNew =
                    operation.method().equals("PUT") && operation.path().endsWith("/{name}") && ++names % 2 == 0;
            String kind = operation.path().contains("availabilitySets") ? "set" : "vm";
            return kind + (isNew ? names : 1);
        }

        @Override
        public List<String> apiVersions(Operation operation) {
            return List.of("2020-06-01", "2020-12-01", LATER_VERSION);
        }

        @Override
        public List<String> queries(Operation operation) {
            return List.of(
                    "$expand=instanceView", "$top=1", "skipShutdown=true", "$filter=resourceGroup%20eq%20'fuzz'");
        }

        @Override
        public List<String> bodies(Operation operation) {
            if (!operation.takesBody()) {
                return List.of();
            }
            if (operation.path().endsWith("/extensions/{extension}")) {
                return List.of(
                        """
                        {"location": "westeurope", "properties": {"publisher": "Microsoft.CPlat.Core",
                         "type": "WindowsPatchExtension", "settings": {}}}""");
            }
            if (operation.path().endsWith("virtualMachines/{name}")) {
                return List.of(
                        Arm.windowsVm(Arm.patchMode("AutomaticByOS") + "\"enableAutomaticUpdates\": true,"),
                        Arm.windowsVm("")
                                .replace(
                                        "\"properties\": {",
                                        "\"properties\": {\"availabilitySet\": {\"id\": \"" + Arm.set(group, "set1")
                                                + "\"},"),
                        LINUX_VM,
                        "{\"tags\": {\"a\": \"b\"}, \"properties\": {\"osProfile\": {\"windowsConfiguration\": {\"timeZone\": \"UTC\"}}}}");
            }
            if (operation.path().contains("availabilitySets")) {
                return List.of(
                        """
                        {"location": "westeurope", "tags": {"a": "b"}, "sku": {"name": "Aligned"},
                         "properties": {"platformFaultDomainCount": 2, "platformUpdateDomainCount": 5}}""");
            }
            return operation.method().equals("POST")
                    ? List.of()
                    : List.of("{\"location\": \"westeurope\", \"tags\": {\"a\": \"b\"}}");
        }
    }
}
