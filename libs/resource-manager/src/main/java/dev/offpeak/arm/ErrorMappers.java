package dev.offpeak.arm;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.vertx.pgclient.PgException;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * The one place where failures become answers. A refusal is the caller's to mend: 4xx with its reason, not logged. A fault is
 * ours: 500 {@code InternalServerError} with the request id, logged once with its stack trace under the same id.
 */
class ErrorMappers {
    private static final Logger LOG = Logger.getLogger("dev.offpeak.arm.faults");

    private final ArmRequest request;

    @Inject
    ErrorMappers(ArmRequest request) {
        this.request = request;
    }

    @ServerExceptionMapper
    public Response refused(RefusedException refused) {
        return ErrorBody.response(refused.refusal());
    }

    @ServerExceptionMapper
    public Response json(JsonProcessingException fault) {
        return any(fault);
    }

    /** Named on its own because Quarkus brings a mapper for it, which answers without a body. */
    @ServerExceptionMapper
    public Response mismatch(MismatchedInputException fault) {
        return any(fault);
    }

    @ServerExceptionMapper
    public Response http(WebApplicationException fault) {
        return any(fault);
    }

    @ServerExceptionMapper
    public Response any(Throwable fault) {
        Optional<Refusal> refusal = refusalIn(fault);
        if (refusal.isEmpty()) {
            return ErrorBody.response(internal(fault));
        }
        Response response = ErrorBody.response(refusal.get());
        if (fault instanceof WebApplicationException) {
            Object allow = ((WebApplicationException) fault).getResponse().getHeaderString(HttpHeaders.ALLOW);
            if (allow != null) {
                return Response.fromResponse(response)
                        .header(HttpHeaders.ALLOW, allow)
                        .build();
            }
        }
        return response;
    }

    private Refusal internal(Throwable fault) {
        String id = request.requestId();
        LOG.errorf(fault, "Request %s failed", id);
        return ArmRefusal.of(
                500,
                "InternalServerError",
                "An internal error occurred. Try again; if it stays, report it with the request id '" + id + "'.");
    }

    /** The reason for a "no" anywhere in the chain of causes; a use case's failure may arrive wrapped. */
    private Optional<Refusal> refusalIn(Throwable fault) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Optional<Refusal> http = Optional.empty();
        for (Throwable cause = fault; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause instanceof RefusedException) {
                return Optional.of(((RefusedException) cause).refusal());
            }
            // Only what reading the body throws: JSON of our own that can't be read deeper in the chain is a fault.
            if (cause instanceof JacksonException && (cause == fault || http.isPresent())) {
                return Optional.of(JsonRefusals.of((JacksonException) cause));
            }
            if (cause instanceof CharConversionException) {
                return Optional.of(ArmRefusal.invalidRequestContent(
                        "The request content was invalid and could not be deserialized: it is not UTF-8."));
            }
            if (cause instanceof IOException && "Request too large".equals(cause.getMessage())) {
                // Quarkus' word for a body in chunks over the limit; it has answered already.
                return Optional.of(HttpRefusals.requestTooLarge());
            }
            if (cause instanceof IllegalArgumentException
                    && String.valueOf(cause.getMessage()).startsWith("Failed to parse media type")) {
                return Optional.of(ArmRefusal.of(
                        400,
                        "BadRequest",
                        "The Accept or Content-Type header is no media type. Send 'application/json'."));
            }
            if (cause instanceof PgException && isUnstorable((PgException) cause)) {
                return Optional.of(ArmRefusal.invalidRequestContent(
                        "The request contains a NUL character (\\u0000), which can't be stored. Leave it out."));
            }
            if (cause instanceof WebApplicationException && http.isEmpty()) {
                http = HttpRefusals.of(
                        (WebApplicationException) cause,
                        method(),
                        request.context().request().path());
            }
        }
        return http;
    }

    private String method() {
        return request.context().request().method().name();
    }

    /** character_not_in_repertoire and untranslatable_character: text and JSON columns can't hold NUL. */
    private static boolean isUnstorable(PgException fault) {
        return "22021".equals(fault.getSqlState()) || "22P05".equals(fault.getSqlState());
    }
}
