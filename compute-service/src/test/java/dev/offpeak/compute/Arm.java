package dev.offpeak.compute;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.offpeak.contracts.FeatureState;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.embedded.BrokerClient;
import dev.offpeak.embedded.TestServers;
import dev.offpeak.messaging.Json;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** How the contract tests speak ARM, and what other services would send. */
final class Arm {
    static final String SEED_VERSION = "2020-06-01";
    static final String LATER_VERSION = "2024-11-01";
    static final String IMAGE =
            """
            {"publisher": "MicrosoftWindowsServer", "offer": "WindowsServer", "sku": "2019-Datacenter", "version": "latest"}""";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final AtomicLong PROPAGATIONS = new AtomicLong();

    private Arm() {}

    static RequestSpecification at(String apiVersion) {
        return given().contentType(ContentType.JSON).queryParam("api-version", apiVersion);
    }

    /** A subscription that nobody used before. */
    static String newSubscription() {
        return UUID.randomUUID().toString();
    }

    /** A resource group in a new subscription; its path. */
    static String newGroup() {
        return newGroup(newSubscription());
    }

    static String newGroup(String subscription) {
        String path = "/subscriptions/" + subscription + "/resourceGroups/rg1";
        at(SEED_VERSION).body("{\"location\": \"westeurope\"}").put(path).then().statusCode(201);
        return path;
    }

    static String vm(String group, String name) {
        return group + "/providers/Microsoft.Compute/virtualMachines/" + name;
    }

    static String set(String group, String name) {
        return group + "/providers/Microsoft.Compute/availabilitySets/" + name;
    }

    /** A Windows VM's body; more properties of its windowsConfiguration may be given, each ending with a comma. */
    static String windowsVm(String windowsConfiguration) {
        return """
                {"location": "West Europe", "properties": {
                  "hardwareProfile": {"vmSize": "Standard_DS1_v2"},
                  "storageProfile": {"imageReference": %s,
                    "osDisk": {"createOption": "fromImage", "name": null, "managedDisk": {"storageAccountType": null}}},
                  "networkProfile": {"networkInterfaces": [{"id": "/subscriptions/x/nic"}]},
                  "osProfile": {"computerName": "pc", "adminUsername": "azureuser", "adminPassword": "Sup3rSecret!Pass1",
                    "windowsConfiguration": {%s "provisionVMAgent": true}}}}"""
                .formatted(IMAGE, windowsConfiguration);
    }

    static String patchMode(String mode) {
        return "\"patchSettings\": {\"patchMode\": \"" + mode + "\"},";
    }

    /** Creates a VM and waits until it is there. */
    static String create(String group, String name, String body) {
        String path = vm(group, name);
        Response created = at(LATER_VERSION).body(body).put(path);
        created.then().statusCode(201);
        finish(created);
        return path;
    }

    /** Waits for the operation of an answer to end; its last body. */
    static Response finish(Response started) {
        String url = started.header("Azure-AsyncOperation");
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> given().get(url), polled -> !"InProgress".equals(polled.path("status")));
    }

    /** What features-service sends when a provider is registered with the automatic patching feature in this state. */
    static void propagate(String subscription, FeatureState state) {
        ProviderRegistered registered = new ProviderRegistered(
                subscription,
                "Microsoft.Compute",
                PROPAGATIONS.incrementAndGet(),
                Map.of("InGuestAutoPatchVMPreview", state),
                Instant.now());
        send(registered);
        awaitTakenOver(registered);
    }

    /** Sends a message as its service's relay would. */
    static void send(Message message) {
        Map<String, Object> event = new LinkedHashMap<>();
        String id = UUID.randomUUID().toString();
        event.put("specversion", "1.0");
        event.put("id", id);
        event.put("source", "/offpeak/test");
        event.put("type", "dev.offpeak." + message.getClass().getSimpleName());
        event.put("subject", message.subject());
        event.put("time", Instant.now());
        event.put("datacontenttype", "application/json");
        event.put("data", message);
        try (BrokerClient client = TestServers.client()) {
            client.send(
                    message.address().toString(),
                    id,
                    Json.mapper().writeValueAsString(event),
                    Map.of("type", "dev.offpeak." + message.getClass().getSimpleName()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the queue of features-service until this propagation is answered. */
    private static void awaitTakenOver(ProviderRegistered registered) {
        try (BrokerClient client = TestServers.client()) {
            Optional<String> taken = client.receive(
                    "compute.events.features",
                    body -> body.contains("FeaturesTakenOver") && body.contains(registered.subscriptionId()),
                    PATIENCE);
            assertThat(taken).isPresent();
        }
    }
}
