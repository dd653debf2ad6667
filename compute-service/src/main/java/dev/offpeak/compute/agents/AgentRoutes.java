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
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** The agent protocol's paths (docs/agent-protocol.md). Every agent's path needs the VM's credential, every host's path the host key. */
@ApplicationScoped
class AgentRoutes {
    private static final String BEARER = "Bearer ";

    private final AgentsConfig config;
    private final Credentials credentials;
    private final GoalPolls polls;
    private final HostFeed hosts;
    private final Heartbeats heartbeats;
    private final EnablementSteps enablement;
    private final AssessmentWork assessments;
    private final InstallationOrders orders;
    private final PowerReports power;

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
        // For load balancers, as on the other listener: it asks nothing of anybody.
        router.get("/internal/alive").handler(context -> context.response()
                .putHeader("Content-Type", "text/plain")
                .end("alive"));
        post(router, "/agents/enroll", this::enroll);
        get(router, "/agents/:vmId/goal-state", context -> agent(context, vmId -> goalState(context, vmId)));
        post(router, "/agents/:vmId/heartbeats", context -> agent(context, vmId -> heartbeat(context, vmId)));
        post(
                router,
                "/agents/:vmId/reports/extension",
                context -> agent(
                        context,
                        vmId -> receipt(enablement.reported(
                                vmId, ReportChecks.checked(body(context, ExtensionReport.class))))));
        post(
                router,
                "/agents/:vmId/reports/assessment",
                context -> agent(
                        context,
                        vmId -> receipt(assessments.reported(
                                vmId, ReportChecks.checked(body(context, AssessmentReport.class))))));
        post(
                router,
                "/agents/:vmId/reports/installation",
                context -> agent(
                        context,
                        vmId -> receipt(
                                orders.reported(vmId, ReportChecks.checked(body(context, InstallationReport.class))))));
        get(router, "/hosts/guests", context -> host(context, () -> guests(context)));
        post(router, "/hosts/guests/:vmId/power", context -> host(context, () -> power(context)));
        AgentAnswers.refuseTheRest(router);
        return router;
    }

    private static void get(Router router, String path, Function<RoutingContext, Uni<AgentAnswers.Answer>> work) {
        router.get(path).handler(AgentAnswers.of(work));
    }

    private void post(Router router, String path, Function<RoutingContext, Uni<AgentAnswers.Answer>> work) {
        router.post(path)
                .handler(BodyHandler.create(false).setBodyLimit(config.maxBody().asLongValue()))
                .handler(AgentAnswers.of(work));
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

    private Uni<AgentAnswers.Answer> agent(RoutingContext context, Function<UUID, Uni<AgentAnswers.Answer>> work) {
        UUID vmId = vmId(context);
        return credentials.checkAgent(vmId, bearer(context)).chain(() -> work.apply(vmId));
    }

    private Uni<AgentAnswers.Answer> host(RoutingContext context, Supplier<Uni<AgentAnswers.Answer>> work) {
        credentials.checkHost(bearer(context));
        return work.get();
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
            return AgentAnswers.Answer.empty(304);
        });
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
        if (text == null || !text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            throw AgentRefusal.badParameter("A VM id is a GUID, but '" + text + "' is not.");
        }
        return UUID.fromString(text);
    }

    /** Empty for a missing header or one that is none of ours: the present goal state is the answer. */
    private static OptionalLong knownRevision(RoutingContext context) {
        String header = context.request().getHeader("If-None-Match");
        String revision = header == null
                ? ""
                : header.replaceFirst("^W/", "").replace("\"", "").strip();
        return revision.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(revision)) : OptionalLong.empty();
    }

    private static long revision(String text) {
        if (text == null) {
            return 0;
        }
        if (!text.matches("\\d{1,18}")) {
            throw AgentRefusal.badParameter("'after' is the revision of the last answer, but is '" + text + "'.");
        }
        return Long.parseLong(text);
    }

    private static Duration wait(RoutingContext context) {
        String text = context.request().getParam("waitSeconds");
        if (text == null) {
            return Duration.ZERO;
        }
        if (!text.matches("\\d{1,6}(\\.\\d{1,3})?")) {
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
