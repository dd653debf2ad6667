package dev.offpeak.local.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One door to the whole platform: sends each request to the service that owns its path, with the query as it came.
 *
 * <ol>
 *   <li>Empty path segments are dropped; dot segments are refused, unknown paths answered with ARM's 404.
 *   <li>What a caller says about forwarding is thrown away: X-Forwarded-Proto, -Host and -Port tell the service how the
 *       gateway itself was reached, so that Location and nextLink lead back through it.
 *   <li>Bodies are streamed in both directions; a long poll may last as long as its service lets it.
 *   <li>A service that is down, or dies before it answered, is ARM's 503 with Retry-After. Nothing is sent twice: only
 *       the caller knows whether that is safe.
 * </ol>
 *
 * Only HTTP/1.1 is spoken: the proxy library does not pass on HTTP/2 bodies of unknown length.
 */
public final class Gateway implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Set<String> TLS_VERSIONS = Set.of("TLSv1.2", "TLSv1.3");
    /** Above the longest long poll, 90 seconds; clients that vanished are let go after it. */
    private static final int IDLE_SECONDS = 300;

    private static final int LONGEST_LINE = 32 * 1024;
    private static final int ARM_CONNECTIONS = 512;
    private static final int AGENT_CONNECTIONS = 20_000;

    private final Vertx vertx;
    private final RouteTable routes;
    private final Map<Backend, HttpProxy> proxies = new EnumMap<>(Backend.class);

    /** @param ports where each service listens on loopback; a service without a port is answered for with a 503 */
    public Gateway(RouteTable routes, Map<Backend, Integer> ports) {
        this.routes = routes;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        HttpClient arm = client(ARM_CONNECTIONS);
        HttpClient agents = client(AGENT_CONNECTIONS);
        for (Backend backend : Backend.values()) {
            HttpProxy proxy = HttpProxy.reverseProxy(backend == Backend.COMPUTE_AGENTS ? agents : arm)
                    .addInterceptor(new Forwarding(backend));
            Integer port = ports.get(backend);
            proxies.put(backend, port == null ? proxy : proxy.origin(port, LOOPBACK));
        }
    }

    /**
     * Opens a plain listener on loopback.
     *
     * @param port 0 for any free one
     * @return the port
     * @throws java.util.concurrent.CompletionException with a {@link java.net.BindException} when the port is in use
     */
    public int listenHttp(int port) {
        return listen(options(port));
    }

    /**
     * Opens a listener on loopback that speaks TLS 1.2 and 1.3; see {@link #listenHttp}.
     *
     * @param certificate for the names of loopback, PEM
     * @param key of the certificate, PKCS#8 in PEM
     */
    public int listenHttps(int port, Path certificate, Path key) {
        return listen(options(port)
                .setSsl(true)
                .setUseAlpn(false)
                .setEnabledSecureTransportProtocols(TLS_VERSIONS)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(certificate.toString())
                        .setKeyPath(key.toString())));
    }

    private int listen(HttpServerOptions options) {
        Future<HttpServer> server =
                vertx.createHttpServer(options).requestHandler(this::handle).listen();
        return await(server).actualPort();
    }

    private static HttpServerOptions options(int port) {
        return new HttpServerOptions()
                .setHost(LOOPBACK)
                .setPort(port)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LONGEST_LINE);
    }

    private HttpClient client(int connections) {
        return vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(2_000), new PoolOptions().setHttp1MaxSize(connections));
    }

    private void handle(HttpServerRequest request) {
        RequestPath.of(request.path())
                .ifPresentOrElse(
                        path -> routes.find(path)
                                .ifPresentOrElse(
                                        backend -> proxies.get(backend).handle(request),
                                        () -> GatewayError.notFound(request).answer(request)),
                        () -> GatewayError.invalidPath().answer(request));
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** What is changed on a request's way to its service. */
    private record Forwarding(Backend backend) implements ProxyInterceptor {
        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            ProxyRequest request = context.request();
            HttpServerRequest asked = request.proxiedRequest();
            String path = RequestPath.of(asked.path()).orElseThrow().raw();
            request.setURI(asked.query() == null ? path : path + "?" + asked.query());

            request.headers().remove("forwarded");
            request.headers().names().stream()
                    .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("x-forwarded-"))
                    .toList()
                    .forEach(request.headers()::remove);
            int ownPort = asked.localAddress().port();
            HostAndPort authority = asked.authority();
            int port = authority == null ? ownPort : authority.port() > 0 ? authority.port() : asked.isSSL() ? 443 : 80;
            request.putHeader("x-forwarded-proto", asked.scheme());
            request.putHeader("x-forwarded-host", (authority == null ? LOOPBACK : authority.host()) + ":" + port);
            request.putHeader("x-forwarded-port", Integer.toString(port));
            request.putHeader("x-forwarded-for", asked.remoteAddress().hostAddress());
            return context.sendRequest()
                    .recover(failure -> Future.succeededFuture(
                            GatewayError.unavailable(backend).answer(request)));
        }
    }
}
