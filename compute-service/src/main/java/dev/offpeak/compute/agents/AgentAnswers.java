package dev.offpeak.compute.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.offpeak.arm.PlainIds;
import dev.offpeak.messaging.Json;
import io.netty.handler.codec.DateFormatter;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Date;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Writes answers on the agents' listener, refusals in ARM's error body; every answer has a request id. */
final class AgentAnswers {
    private static final Logger LOG = Logger.getLogger(AgentAnswers.class);

    private AgentAnswers() {}

    /**
     * @param eTag null for none
     * @param contentType of the body, where there is one
     */
    record Answer(int status, Buffer body, String eTag, String contentType) {
        private static final String JSON = "application/json";

        static Answer json(Object value) {
            try {
                return new Answer(200, Buffer.buffer(Json.mapper().writeValueAsBytes(value)), null, JSON);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(
                        "can't write a " + value.getClass().getSimpleName(), e);
            }
        }

        static Answer empty(int status) {
            return new Answer(status, Buffer.buffer(), null, JSON);
        }

        Answer withETag(String newETag) {
            return new Answer(status, body, "\"" + newETag + "\"", contentType);
        }
    }

    /** Answers with what the work gives; what it throws, or fails with, becomes an error body. */
    static Handler<RoutingContext> of(Function<RoutingContext, Uni<Answer>> work) {
        return context -> {
            Context own = Vertx.currentContext();
            Cancellable working = Uni.createFrom()
                    .deferred(() -> work.apply(context))
                    .subscribe()
                    .with(
                            answer -> on(own, () -> write(context, answer)),
                            failure -> on(own, () -> refuse(context, failure)));
            if (context.request().method() == HttpMethod.GET) {
                // Whoever hung up waits for nothing any more.
                context.response().closeHandler(closed -> working.cancel());
            }
        };
    }

    /** Answers with what can be said without waiting for anything; where that is nothing, as {@link #of(Function)} does. */
    static Handler<RoutingContext> of(
            Function<RoutingContext, Optional<Answer>> atOnce, Function<RoutingContext, Uni<Answer>> work) {
        Handler<RoutingContext> working = of(work);
        return context -> {
            try {
                atOnce.apply(context).ifPresentOrElse(answer -> write(context, answer), () -> working.handle(context));
            } catch (AgentRefusal refusal) {
                refuse(context, refusal);
            }
        };
    }

    /** At once where the work ended in the request's own context, as that without a query does. */
    private static void on(Context own, Runnable answering) {
        if (Vertx.currentContext() == own) {
            answering.run();
        } else {
            own.runOnContext(x -> answering.run());
        }
    }

    /** Unknown paths, other methods and what the body handler refuses. */
    static void refuseTheRest(Router router) {
        router.route().last().failureHandler(context -> refuse(context, failureOf(context)));
        router.errorHandler(
                404,
                context -> refuse(
                        context,
                        AgentRefusal.of(404, "ResourceNotFound", "There is no such path on the agents' listener.")));
        router.errorHandler(
                405,
                context -> refuse(
                        context,
                        AgentRefusal.of(
                                405,
                                "HttpMethodNotAllowed",
                                "This path does not take " + context.request().method() + ".")));
        router.errorHandler(400, context -> refuse(context, AgentRefusal.badContent("The request can't be read.")));
        router.errorHandler(
                413,
                context -> refuse(
                        context,
                        AgentRefusal.of(
                                413, "RequestEntityTooLarge", "The body is too long: send fewer patches at once.")));
        router.errorHandler(500, context -> refuse(context, failureOf(context)));
    }

    private static Throwable failureOf(RoutingContext context) {
        if (context.statusCode() == 413) {
            return AgentRefusal.of(413, "RequestEntityTooLarge", "The body is too long: send fewer patches at once.");
        }
        return context.failure() == null ? AgentRefusal.badContent("The request can't be read.") : context.failure();
    }

    private static void write(RoutingContext context, Answer answer) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(answer.status())
                .putHeader("x-ms-request-id", PlainIds.next())
                // Of the answer, not of a request that may have waited: guests put their clocks right by it.
                .putHeader("Date", DateFormatter.format(new Date()));
        if (answer.eTag() != null) {
            response.putHeader("ETag", answer.eTag());
        }
        if (answer.body().length() > 0) {
            response.putHeader("Content-Type", answer.contentType());
        }
        response.end(answer.body());
    }

    private static void refuse(RoutingContext context, Throwable failure) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        String requestId = PlainIds.next();
        AgentRefusal refusal;
        if (failure instanceof AgentRefusal known) {
            refusal = known;
        } else {
            LOG.errorf(failure, "Request %s of %s failed", requestId, context.normalizedPath());
            refusal = AgentRefusal.of(
                    503,
                    "ServiceUnavailable",
                    "The request could not be served now: send it again. Request " + requestId + ".");
            response.putHeader("Retry-After", "1");
        }
        JsonObject error = new JsonObject()
                .put("code", refusal.code())
                .put("message", refusal.getMessage())
                .put("details", new JsonArray());
        if (refusal.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        response.setStatusCode(refusal.status())
                .putHeader("x-ms-request-id", requestId)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("error", error).toBuffer());
    }
}
