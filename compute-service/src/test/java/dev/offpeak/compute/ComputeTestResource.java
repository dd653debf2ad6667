package dev.offpeak.compute;

import dev.offpeak.embedded.PlatformTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A database and a broker for the service under test, and a listener for agents and hosts that the tests can reach. */
public final class ComputeTestResource implements QuarkusTestResourceLifecycleManager {
    /** What tests present as hosts. */
    public static final String HOST_KEY = "host-key-of-the-tests";

    private static final int AGENTS_PORT = freePort();

    private static volatile Supplier<Connection> connections;

    private final PlatformTestResource platform = new PlatformTestResource();

    @Override
    public Map<String, String> start() {
        platform.init(Map.of("database", "compute"));
        Map<String, String> settings = new HashMap<>(platform.start());
        connections = () -> connect(settings);
        // Not 0: the metrics of two HTTP servers in one process have the same labels only if both have a port to name.
        settings.put("quarkus.http.port", Integer.toString(freePort()));
        settings.put("offpeak.agents.port", Integer.toString(AGENTS_PORT));
        settings.put("offpeak.agents.host-key", HOST_KEY);
        // Silence and its end by name within seconds.
        settings.put("offpeak.agents.heartbeat-interval", "1s");
        settings.put("offpeak.agents.heartbeat-lapse", "12s");
        settings.put("offpeak.agents.reboot-allowance", "1s");
        settings.put("offpeak.agents.report-grace", "0.3s");
        settings.put("offpeak.agents.late-heartbeat", "0.5s");
        return settings;
    }

    @Override
    public void stop() {
        platform.stop();
    }

    /** Where agents and hosts speak to the service under test. */
    public static String agentsUrl() {
        return "http://127.0.0.1:" + AGENTS_PORT;
    }

    /** A connection of the test's own to the service's database, to hold locks with. */
    static Connection database() {
        return connections.get();
    }

    private static Connection connect(Map<String, String> settings) {
        try {
            return DriverManager.getConnection(
                    settings.get("quarkus.datasource.jdbc.url"),
                    settings.get("quarkus.datasource.username"),
                    settings.get("quarkus.datasource.password"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A port that was free a moment ago. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
