package dev.offpeak.compute.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import dev.offpeak.compute.enablement.EnablementSteps;
import dev.offpeak.compute.health.Heartbeats;
import dev.offpeak.compute.work.AgentsConfig;
import dev.offpeak.compute.work.AssessmentWork;
import dev.offpeak.compute.work.InstallationOrders;
import dev.offpeak.contracts.agent.AssessmentReport;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.agent.PowerReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import dev.offpeak.messaging.Json;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The agent protocol's paths (docs/agent-protocol.md). Every agent's path needs the VM's credential, every host's path the host key. */
@ApplicationScoped
class AgentRoutes {
    private static final String BEARER = "Bearer ";
    private static final String DOCUMENT = "/agent-protocol.openapi.yaml";
    private static final Pattern FORM =
            Pattern.compile("\\s*(?:multipart/form-data|application/x-www-form-urlencoded)", Pattern.CASE_INSENSITIVE);
    private static final int GUID_LENGTH = 36;
    private static final Pattern REVISION = Pattern.compile("\\d{1,18}");
    private static final Pattern KNOWN_REVISION = Pattern.compile("\\s*(?:W/)?\"?(\\d{1,18})\"?\\s*");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}(\\.\\d{1,3})?");

    private static final AgentAnswers.Answer NOT_MODIFIED = AgentAnswers.Answer.empty(304);

    private final AgentsConfig config;
    private final Credentials credentials;
    private final GoalPolls polls;
    private final HostFeed hosts;
    private final Heartbeats heartbeats;
    private final EnablementSteps enablement;
    private final AssessmentWork assessments;
    private final InstallationOrders orders;
    private final PowerReports power;
    private final AgentAnswers.Answer document = document();

    AgentRoutes(
            AgentsConfig config,
            Credentials credentials,
            GoalPolls polls,
            HostFeed hosts,
            Heartbeats heartbeats,
            EnablementSteps enablement,
            AssessmentWork assessments,
            InstallationOrders orders,
            PowerReports power) {
        this.config = config;
        this.credentials = credentials;
        this.polls = polls;
        this.hosts = hosts;
        this.heartbeats = heartbeats;
        this.enablement = enablement;
        this.assessments = assessments;
        this.orders = orders;
        this.power = power;
    }

    /** A router for one event loop. */
    Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        for (AgentCall call : AgentCall.values()) {
            if (call.method().equals(HttpMethod.POST)) {
                router.post(call.routePath()).handler(AgentRoutes::refuseForms);
            }
            Route route = router.route(call.method(), call.routePath());
            if (call.method().equals(HttpMethod.POST)) {
                route.handler(
                        BodyHandler.create(false).setBodyLimit(config.maxBody().asLongValue()));
            }
            route.handler(handler(call));
        }
        AgentAnswers.refuseTheRest(router);
        return router;
    }

    /** The body handler would take a form apart, and stumble over a broken one, before anything of ours sees it. */
    private static void refuseForms(RoutingContext context) {
        String type = context.request().getHeader("Content-Type");
        if (type != null && FORM.matcher(type).lookingAt()) {
            context.fail(AgentRefusal.of(
                    415, "UnsupportedMediaType", "Send the body as JSON, with 'Content-Type: application/json'."));
        } else {
            context.next();
        }
    }

    private Handler<RoutingContext> handler(AgentCall call) {
        return switch (call) {
            case ALIVE -> AgentRoutes::alive;
            case ENROLL -> AgentAnswers.of(this::enroll);
            case ROTATE_CREDENTIAL -> ofAgent(this::rotate);
            case GOAL_STATE -> AgentAnswers.of(this::nothingNew, asAgent(this::goalState));
            case HEARTBEAT -> ofAgent(this::heartbeat);
            case REPORT_EXTENSION ->
                ofAgent((context, vmId) ->
                        receipt(enablement.reported(vmId, ReportChecks.checked(body(context, ExtensionReport.class)))));
            case REPORT_ASSESSMENT ->
                ofAgent((context, vmId) -> receipt(
                        assessments.reported(vmId, ReportChecks.checked(body(context, AssessmentReport.class)))));
            case REPORT_INSTALLATION ->
                ofAgent((context, vmId) ->
                        receipt(orders.reported(vmId, ReportChecks.checked(body(context, InstallationReport.class)))));
            case GUESTS -> ofHost(this::guests);
            case POWER -> ofHost(this::power);
            case DOCUMENT -> AgentAnswers.of(context -> Uni.createFrom().item(document));
        };
    }

    private static void alive(RoutingContext context) {
        context.response().putHeader("Content-Type", "text/plain").end("alive");
    }

    private static Uni<AgentAnswers.Answer> receipt(Uni<ReportReceipt> reported) {
        return reported.map(AgentAnswers.Answer::json);
    }

    private Uni<AgentAnswers.Answer> heartbeat(RoutingContext context, UUID vmId) {
        return heartbeats
                .heard(vmId, HeartbeatChecks.checked(body(context, Heartbeat.class)))
                .map(receipt ->
                        AgentAnswers.Answer.json(receipt.orElseThrow(() -> AgentRefusal.gone(vmId.toString()))));
    }

    private Uni<AgentAnswers.Answer> guests(RoutingContext context) {
        return hosts.changedAfter(revision(context.request().getParam("after")), wait(context))
                .map(AgentAnswers.Answer::json);
    }

    private Uni<AgentAnswers.Answer> power(RoutingContext context) {
        return power.reported(vmId(context), ReportChecks.checked(body(context, PowerReport.class)))
                .replaceWith(AgentAnswers.Answer.empty(204));
    }

    private Uni<AgentAnswers.Answer> enroll(RoutingContext context) {
        EnrollmentRequest request = ReportChecks.checked(body(context, EnrollmentRequest.class));
        return credentials.enroll(guid(request.vmId()), request).map(AgentAnswers.Answer::json);
    }

    private Uni<AgentAnswers.Answer> rotate(RoutingContext context, UUID vmId) {
        return credentials.rotate(vmId, bearer(context)).map(AgentAnswers.Answer::json);
    }

    private Handler<RoutingContext> ofAgent(BiFunction<RoutingContext, UUID, Uni<AgentAnswers.Answer>> work) {
        return AgentAnswers.of(asAgent(work));
    }

    private Function<RoutingContext, Uni<AgentAnswers.Answer>> asAgent(
            BiFunction<RoutingContext, UUID, Uni<AgentAnswers.Answer>> work) {
        return context -> {
            UUID vmId = vmId(context);
            String bearer = bearer(context);
            return credentials.isBelieved(vmId, bearer)
                    ? work.apply(context, vmId)
                    : credentials.checkAgent(vmId, bearer).chain(() -> work.apply(context, vmId));
        };
    }

    private Handler<RoutingContext> ofHost(Function<RoutingContext, Uni<AgentAnswers.Answer>> work) {
        return AgentAnswers.of(context -> {
            credentials.checkHost(bearer(context));
            return work.apply(context);
        });
    }

    /** What most polls that don't wait are answered with, and none of them by a query: 304. */
    private Optional<AgentAnswers.Answer> nothingNew(RoutingContext context) {
        UUID vmId = vmId(context);
        return credentials.isBelieved(vmId, bearer(context))
                        && wait(context).isZero()
                        && polls.isPresent(vmId, knownRevision(context))
                ? Optional.of(NOT_MODIFIED)
                : Optional.empty();
    }

    private Uni<AgentAnswers.Answer> goalState(RoutingContext context, UUID vmId) {
        return polls.poll(vmId, knownRevision(context), wait(context)).map(answer -> {
            if (answer instanceof GoalPolls.Answer.Changed changed) {
                return AgentAnswers.Answer.json(changed.goal())
                        .withETag(Long.toString(changed.goal().revision()));
            }
            if (answer instanceof GoalPolls.Answer.Gone) {
                throw AgentRefusal.gone(vmId.toString());
            }
            return NOT_MODIFIED;
        });
    }

    private static AgentAnswers.Answer document() {
        try (InputStream file = AgentRoutes.class.getResourceAsStream(DOCUMENT)) {
            return new AgentAnswers.Answer(200, Buffer.buffer(file.readAllBytes()), null, "application/yaml");
        } catch (IOException e) {
            throw new IllegalStateException("the package has no " + DOCUMENT, e);
        }
    }

    private static String bearer(RoutingContext context) {
        String header = context.request().getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw AgentRefusal.notAuthenticated("Present the credential as 'Authorization: Bearer ...'.");
        }
        return header.substring(BEARER.length()).strip();
    }

    private static UUID vmId(RoutingContext context) {
        return guid(context.pathParam("vmId"));
    }

    private static UUID guid(String text) {
        if (text != null && text.length() == GUID_LENGTH) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                // Refused below, as what has another length.
            }
        }
        throw AgentRefusal.badParameter("A VM id is a GUID, but '" + text + "' is not.");
    }

    /** Empty for a missing header or one that is none of ours: the present goal state is the answer. */
    private static OptionalLong knownRevision(RoutingContext context) {
        String header = context.request().getHeader("If-None-Match");
        Matcher revision = KNOWN_REVISION.matcher(header == null ? "" : header);
        return revision.matches() ? OptionalLong.of(Long.parseLong(revision.group(1))) : OptionalLong.empty();
    }

    private static long revision(String text) {
        if (text == null) {
            return 0;
        }
        if (!REVISION.matcher(text).matches()) {
            throw AgentRefusal.badParameter("'after' is the revision of the last answer, but is '" + text + "'.");
        }
        return Long.parseLong(text);
    }

    private static Duration wait(RoutingContext context) {
        String text = context.request().getParam("waitSeconds");
        if (text == null) {
            return Duration.ZERO;
        }
        if (!SECONDS.matcher(text).matches()) {
            throw AgentRefusal.badParameter("'waitSeconds' is a number of seconds, but is '" + text + "'.");
        }
        return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
    }

    private static <T> T body(RoutingContext context, Class<T> type) {
        if (context.body().buffer() == null) {
            throw AgentRefusal.badContent("The body is missing: send a " + type.getSimpleName() + " as JSON.");
        }
        try {
            T value = Json.mapper().readValue(context.body().buffer().getBytes(), type);
            if (value == null) {
                throw AgentRefusal.badContent("The body must be a " + type.getSimpleName() + ", not null.");
            }
            return value;
        } catch (JsonMappingException e) {
            throw AgentRefusal.badContent(
                    "The body is not a " + type.getSimpleName() + ": '" + e.getPathReference() + "' can't be read.");
        } catch (JsonProcessingException e) {
            throw AgentRefusal.badContent("The body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw AgentRefusal.badContent("The body can't be read.");
        }
    }
}
