package dev.offpeak.embedded;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives the service under test a database of its own and the JVM's broker ({@link TestServers}); to be used with
 * {@code @QuarkusTestResource(PlatformTestResource.class)} on contract tests. Init argument {@code database} names the
 * database (default {@code service}).
 */
public final class PlatformTestResource implements QuarkusTestResourceLifecycleManager {
    private static Map<String, String> latest = Map.of();

    private String database = "service";

    @Override
    public void init(Map<String, String> arguments) {
        database = arguments.getOrDefault("database", database);
    }

    @Override
    public Map<String, String> start() {
        PostgresServer postgres = TestServers.postgres();
        AmqpBroker broker = TestServers.broker();
        String name = TestServers.freshDatabase(database);
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.datasource.jdbc.url", postgres.jdbcUrl(name));
        settings.put("quarkus.datasource.reactive.url", postgres.reactiveUrl(name));
        settings.put("quarkus.datasource.username", postgres.user());
        settings.put("quarkus.datasource.password", postgres.password());
        settings.put("amqp-host", "127.0.0.1");
        settings.put("amqp-port", Integer.toString(broker.port()));
        settings.put("amqp-username", broker.user());
        settings.put("amqp-password", broker.password());
        latest = Map.copyOf(settings);
        return settings;
    }

    /** What the service that was started last was told: where its database and its broker are. */
    public static Map<String, String> settings() {
        return latest;
    }

    /** The servers end with the JVM: the next test class uses them too. */
    @Override
    public void stop() {}
}
