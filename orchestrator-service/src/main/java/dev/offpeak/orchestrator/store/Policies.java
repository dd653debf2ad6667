package dev.offpeak.orchestrator.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.offpeak.messaging.Json;
import dev.offpeak.orchestrator.domain.Policy;
import io.vertx.core.json.JsonObject;

/** Policies as they are stored: JSON with ISO durations. */
final class Policies {
    private Policies() {}

    static JsonObject write(Policy policy) {
        try {
            return new JsonObject(Json.mapper().writeValueAsString(policy));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A policy can't be written", e);
        }
    }

    static Policy read(JsonObject json) {
        try {
            return Json.mapper().readValue(json.encode(), Policy.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The database holds a policy that can't be read: " + json, e);
        }
    }
}
