package dev.offpeak.compute.agents;

import dev.offpeak.compute.work.AgentsConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The agents' own listener, with event loops of its own, so that thousands of long polls never crowd ARM out; one server per event
 * loop, all on one port.
 *
 * <p>It has a Vert.x of its own rather than Quarkus': there the metrics of a second HTTP server collide with the first one's
 * ({@code http_server_bytes_read} is registered with other tags) and keep the service from starting.
 */
@ApplicationScoped
class AgentsServer {
    private static final Logger LOG = Logger.getLogger(AgentsServer.class);
    private static final long START_SECONDS = 60;
    /** Polls come again on the same connection; one that is silent for longer than any poll is forgotten. */
    private static final int IDLE_SECONDS = 600;

    private final AgentsConfig config;
    private final AgentRoutes routes;
    private volatile Vertx vertx;

    AgentsServer(AgentsConfig config, AgentRoutes routes) {
        this.config = config;
        this.routes = routes;
    }

    void onStart(@Observes StartupEvent started) {
        int eventLoops = Math.max(1, config.eventLoops());
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(eventLoops)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        DeploymentOptions options = new DeploymentOptions().setInstances(eventLoops);
        try {
            vertx.deployVerticle(Listener::new, options)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the agents' listener started", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "Agents can't be served on " + config.host() + ":" + config.port()
                            + ": free the port or set another one (OFFPEAK_AGENTS_PORT).",
                    e);
        }
        LOG.infof("Agents are served on http://%s:%d", config.host(), config.port());
    }

    void onStop(@Observes ShutdownEvent stopping) {
        if (vertx != null) {
            vertx.close();
        }
    }

    private final class Listener extends AbstractVerticle {
        @Override
        public void start(Promise<Void> ready) {
            HttpServerOptions options = new HttpServerOptions()
                    .setHost(config.host())
                    .setPort(config.port())
                    .setIdleTimeout(IDLE_SECONDS)
                    .setCompressionSupported(false);
            getVertx()
                    .createHttpServer(options)
                    .requestHandler(routes.router(getVertx()))
                    .listen()
                    .<Void>mapEmpty()
                    .onComplete(ready);
        }
    }
}
