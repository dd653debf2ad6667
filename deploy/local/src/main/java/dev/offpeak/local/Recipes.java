package dev.offpeak.local;

import dev.offpeak.contracts.message.Address.Service;
import dev.offpeak.local.process.FreePorts;
import dev.offpeak.local.process.Recipe;
import dev.offpeak.local.process.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How each process of the platform is started: its ports, its environment, its limits, and how it is asked whether it is ready. */
final class Recipes {
    static final String BROKER = "broker";
    static final String POSTGRES = "postgres";
    static final String FLEET = "fleet";
    static final String BROKER_USER = "offpeak";

    /**
     * What a clock thousands of times faster than real time asks for: scans of every guest every few seconds would leave the
     * machine no time for anything else, and real-time margins would last days of platform time.
     */
    private static final Map<String, String> FOR_FAST_CLOCKS = Map.of(
            "OFFPEAK_ASSESSMENT_PERIODIC_INTERVAL", "P7D",
            "OFFPEAK_ASSESSMENT_SCAN_BUDGET", "PT6H",
            "OFFPEAK_ORDERS_SILENCE_MARGIN", "PT15S",
            "OFFPEAK_ORDERS_HOLD_GRACE", "PT20S",
            "OFFPEAK_AGENTS_HEARTBEAT_INTERVAL", "PT15S",
            "OFFPEAK_AGENTS_HEARTBEAT_LAPSE", "PT50S");

    private static final String LOOPBACK = "127.0.0.1";
    /** The embedded server trusts whoever reaches it on loopback; its client still wants a user and a password. */
    private static final String DATABASE_USER = "postgres";

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final PlatformOptions options;
    private final DataFolder folder;
    private final Secrets secrets;
    private final int postgresPort;
    private final int brokerPort;
    private final int agentsPort;
    private final Map<Service, Integer> servicePorts = new EnumMap<>(Service.class);
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    Recipes(PlatformOptions options, DataFolder folder, Secrets secrets) {
        this.options = options;
        this.folder = folder;
        this.secrets = secrets;
        FreePorts ports = new FreePorts();
        postgresPort = ports.next();
        brokerPort = ports.next();
        agentsPort = ports.next();
        for (Service service : options.services()) {
            servicePorts.put(service, ports.next());
        }
    }

    int brokerPort() {
        return brokerPort;
    }

    int agentsPort() {
        return agentsPort;
    }

    /** Where each service that is started listens. */
    Map<Service, Integer> servicePorts() {
        return servicePorts;
    }

    URI agentsUrl() {
        return URI.create("http://" + LOOPBACK + ":" + agentsPort);
    }

    List<URI> workUrls() {
        return servicePorts.values().stream()
                .map(port -> URI.create("http://" + LOOPBACK + ":" + port + "/internal/work"))
                .toList();
    }

    Recipe postgres() {
        List<String> command = server("-Xmx160m", POSTGRES, folder.postgres(), postgresPort);
        for (Service service : Service.values()) {
            command.add(service.toString());
        }
        return new Recipe(POSTGRES, command, Map.of(), folder.log(POSTGRES), postgresPort, this::databasesAnswer);
    }

    Recipe broker() {
        List<String> command = server("-Xmx256m", BROKER, folder.broker(), brokerPort);
        command.add(BROKER_USER);
        return new Recipe(
                BROKER,
                command,
                Map.of(ServerProcess.PASSWORD_VARIABLE, secrets.brokerPassword()),
                folder.log(BROKER),
                brokerPort,
                this::brokerAccepts);
    }

    private static List<String> server(String memory, String kind, Path data, int port) {
        List<String> command = java(memory);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                ServerProcess.class.getName(),
                kind,
                data.toString(),
                Integer.toString(port)));
        return command;
    }

    Recipe service(Service service) {
        int port = servicePorts.get(service);
        List<String> command = java("-Xmx256m");
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        command.addAll(List.of("-jar", options.checkout().service(service).toString()));
        URI health = URI.create("http://" + LOOPBACK + ":" + port + "/q/health/ready");
        return new Recipe(
                service.toString(),
                command,
                environment(service, port),
                folder.log(service.toString()),
                port,
                () -> isOk(health));
    }

    private Map<String, String> environment(Service service, int port) {
        Map<String, String> environment = new HashMap<>();
        environment.put("QUARKUS_HTTP_HOST", LOOPBACK);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl(service));
        environment.put(
                "QUARKUS_DATASOURCE_REACTIVE_URL", "postgresql://" + LOOPBACK + ":" + postgresPort + "/" + service);
        environment.put("QUARKUS_DATASOURCE_USERNAME", DATABASE_USER);
        environment.put("QUARKUS_DATASOURCE_PASSWORD", DATABASE_USER);
        environment.put("AMQP_HOST", LOOPBACK);
        environment.put("AMQP_PORT", Integer.toString(brokerPort));
        environment.put("AMQP_USERNAME", BROKER_USER);
        environment.put("AMQP_PASSWORD", secrets.brokerPassword());
        environment.put("OFFPEAK_CLOCK_FILE", folder.clock().toString());
        if (service == Service.COMPUTE) {
            environment.put("OFFPEAK_AGENTS_HOST", LOOPBACK);
            environment.put("OFFPEAK_AGENTS_PORT", Integer.toString(agentsPort));
            environment.put("OFFPEAK_AGENTS_HOST_KEY", secrets.hostKey());
        }
        if (options.rates().accelerated()) {
            environment.putAll(FOR_FAST_CLOCKS);
        }
        environment.putAll(options.environment().getOrDefault(service, Map.of()));
        return environment;
    }

    Recipe fleet(List<String> arguments) {
        List<String> command = java("-Xmx512m");
        command.addAll(List.of("-jar", options.checkout().fleet().toString()));
        command.addAll(List.of("--compute-url", agentsUrl().toString()));
        command.addAll(List.of("--clock-file", folder.clock().toString()));
        command.addAll(List.of("--journal", folder.fleet().toString()));
        command.addAll(arguments);
        Path log = folder.log(FLEET);
        return new Recipe(
                FLEET,
                command,
                Map.of("OFFPEAK_AGENTS_HOST_KEY", secrets.hostKey()),
                log,
                0,
                () -> says(log, "fleet: follows"));
    }

    /** One machine is shared by many: a small heap, one collector thread, and no compiler that takes long. */
    private static List<String> java(String memory) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                memory,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:auto",
                "-Duser.timezone=UTC"));
    }

    private String jdbcUrl(Service service) {
        return "jdbc:postgresql://" + LOOPBACK + ":" + postgresPort + "/" + service;
    }

    private static boolean says(Path log, String words) {
        try {
            return Files.readString(log).contains(words);
        } catch (IOException e) {
            return false;
        }
    }

    private boolean databasesAnswer() {
        if (FreePorts.isFree(postgresPort)) {
            return false;
        }
        for (Service service : Service.values()) {
            try (Connection connection = DriverManager.getConnection(jdbcUrl(service), DATABASE_USER, DATABASE_USER)) {
                connection.isValid((int) PATIENCE.toSeconds());
            } catch (SQLException e) {
                return false;
            }
        }
        return true;
    }

    private boolean brokerAccepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), brokerPort)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isOk(URI health) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(health).timeout(PATIENCE).build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
