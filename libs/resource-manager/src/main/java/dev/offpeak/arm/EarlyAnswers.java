package dev.offpeak.arm;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Refusals before any resource is asked. */
final class EarlyAnswers {
    private EarlyAnswers() {}

    /** A request that has a body is not read to its end: its connection is closed after the answer. */
    static void refuse(RoutingContext context, Refusal refusal) {
        RequestIds ids = RequestIds.of(context);
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response()
                .setStatusCode(refusal.status())
                .putHeader("x-ms-request-id", ids.requestId())
                .putHeader("x-ms-correlation-request-id", ids.correlationId())
                .putHeader("Content-Type", "application/json");
        if (hasBody(request)) {
            response.putHeader("Connection", "close").end(ErrorBody.of(refusal)).onComplete(sent -> request.connection()
                    .close());
        } else {
            response.end(ErrorBody.of(refusal));
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length == null ? request.getHeader("Transfer-Encoding") != null : !length.equals("0");
    }
}
