package dev.offpeak.local.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.util.UUID;

/** An answer of the gateway's own, in ARM's error shape (rules V1 and V5). */
record GatewayError(int status, String code, String message) {
    private static final String CORRELATION = "x-ms-correlation-request-id";
    private static final String CLIENT_REQUEST = "x-ms-client-request-id";
    private static final String RETRY_AFTER_SECONDS = "5";

    static GatewayError notFound(HttpServerRequest request) {
        return new GatewayError(
                404,
                "ResourceNotFound",
                "Nothing answers " + request.method() + " '" + request.path()
                        + "'. Check the path: its provider namespace and resource type must be ones this platform serves.");
    }

    static GatewayError invalidPath() {
        return new GatewayError(
                400,
                "InvalidRequestUri",
                "The path holds dot segments or a broken percent-encoding. Send it without '.' and '..' segments, and encode '%' as %25.");
    }

    static GatewayError unavailable(Backend backend) {
        return new GatewayError(
                503,
                "ServiceUnavailable",
                "The " + backend
                        + " service does not answer at the moment, or broke off before its answer. Try again after "
                        + RETRY_AFTER_SECONDS + " seconds; read the resource first if the request would change it.");
    }

    void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response().setStatusCode(status);
        putHeaders(request.headers(), response.headers());
        request.resume();
        response.end(body());
    }

    /** For a request that was already being passed on; its own body is thrown away. */
    ProxyResponse answer(ProxyRequest request) {
        MultiMap asked = request.proxiedRequest().headers();
        ProxyResponse response = request.release().response().setStatusCode(status);
        putHeaders(asked, response.headers());
        return response.setBody(Body.body(body()));
    }

    private void putHeaders(MultiMap asked, MultiMap answered) {
        String id = UUID.randomUUID().toString();
        answered.set("content-type", "application/json; charset=utf-8");
        answered.set("x-ms-request-id", id);
        answered.set(CORRELATION, asked.contains(CORRELATION) ? asked.get(CORRELATION) : id);
        if ("true".equalsIgnoreCase(asked.get("x-ms-return-client-request-id")) && asked.contains(CLIENT_REQUEST)) {
            answered.set(CLIENT_REQUEST, asked.get(CLIENT_REQUEST));
        }
        if (status == 503) {
            answered.set("retry-after", RETRY_AFTER_SECONDS);
        }
    }

    private Buffer body() {
        return new JsonObject()
                .put("error", new JsonObject().put("code", code).put("message", message))
                .toBuffer();
    }
}
