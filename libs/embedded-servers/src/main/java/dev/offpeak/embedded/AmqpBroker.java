package dev.offpeak.embedded;

import dev.offpeak.contracts.message.Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/**
 * An AMQP 1.0 broker (ActiveMQ Artemis) on 127.0.0.1 with every address and queue of {@link Address} declared: nothing is
 * created by a client, so a misspelt address is an error and not a queue that nobody reads.
 *
 * <p>A message that fails is delivered again after 200 ms, 400 ms, … up to 5 s, five times in all; then it moves to
 * {@link Address#DEAD_LETTERS}, with the queue it came from in its annotations.
 */
public final class AmqpBroker implements AutoCloseable {
    private static final int MAX_DELIVERY_ATTEMPTS = 5;
    private static final long REDELIVERY_DELAY_MILLIS = 200;
    private static final long MAX_REDELIVERY_DELAY_MILLIS = 5_000;
    private static final int DUPLICATE_IDS_PER_ADDRESS = 20_000;
    private static final long MEMORY_BYTES = 100L * 1024 * 1024;
    /** A single durable send waits no longer than this for company before the journal is forced to disk. */
    private static final int JOURNAL_BUFFER_NANOS = 500_000;

    private static final String ROLE = "offpeak";

    /** Artemis' audit log tells of every getter that starting calls. Kept, because loggers that nobody holds forget their level. */
    private static final Logger AUDIT = Logger.getLogger("org.apache.activemq.audit");

    private final EmbeddedActiveMQ server;
    private final int port;
    private final String user;
    private final String password;

    private AmqpBroker(EmbeddedActiveMQ server, int port, String user, String password) {
        this.server = server;
        this.port = port;
        this.user = user;
        this.password = password;
    }

    /**
     * Starts a broker that keeps its messages on disk.
     *
     * @param dataDirectory of the journal; created where absent
     * @param port 0 means any free one
     * @throws ServerStartException with one line that says what to do
     */
    public static AmqpBroker start(Path dataDirectory, int port, String user, String password) {
        return start(Optional.of(dataDirectory.toAbsolutePath()), port, user, password);
    }

    /** Starts a broker that forgets everything when it ends: tests. */
    public static AmqpBroker startInMemory(int port, String user, String password) {
        return start(Optional.empty(), port, user, password);
    }

    private static AmqpBroker start(Optional<Path> dataDirectory, int port, String user, String password) {
        dataDirectory.ifPresent(Disk::prepare);
        if (port != 0 && Ports.isTaken(port)) {
            throw new ServerStartException(
                    "Port " + port + " is in use by another program: end it, or choose another port for the broker.");
        }
        int chosen = port == 0 ? Ports.free() : port;
        AUDIT.setLevel(Level.OFF);
        EmbeddedActiveMQ server = new EmbeddedActiveMQ();
        try {
            server.setConfiguration(configuration(dataDirectory, chosen));
            server.setSecurityManager(new ActiveMQJAASSecurityManager(
                    InVMLoginModule.class.getName(),
                    new SecurityConfiguration(Map.of(user, password), Map.of(user, List.of(ROLE)))));
            server.start();
        } catch (Exception e) {
            throw new ServerStartException(
                    "The broker did not start on port " + chosen + " (" + e.getMessage() + ").", e);
        }
        if (!server.getActiveMQServer().isActive()) {
            stop(server);
            throw new ServerStartException(
                    "The broker's data in " + dataDirectory.map(Path::toString).orElse("memory")
                            + " is in use by another process: end that one first.");
        }
        return new AmqpBroker(server, chosen, user, password);
    }

    private static Configuration configuration(Optional<Path> dataDirectory, int port) throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setName("offpeak");
        configuration.setPersistenceEnabled(dataDirectory.isPresent());
        dataDirectory.ifPresent(folder -> {
            configuration.setJournalDirectory(folder.resolve("journal").toString());
            configuration.setBindingsDirectory(folder.resolve("bindings").toString());
            configuration.setLargeMessagesDirectory(
                    folder.resolve("large-messages").toString());
            configuration.setPagingDirectory(folder.resolve("paging").toString());
        });
        configuration.setJournalType(JournalType.NIO);
        configuration.setJournalBufferTimeout_NIO(JOURNAL_BUFFER_NANOS);
        configuration.setPersistIDCache(true);
        configuration.setIDCacheSize(DUPLICATE_IDS_PER_ADDRESS);
        configuration.setGlobalMaxSize(MEMORY_BYTES);
        configuration.setMaxDiskUsage(-1);
        configuration.setJMXManagementEnabled(false);
        configuration.setSecurityEnabled(true);
        configuration.setGracefulShutdownEnabled(false);
        configuration.addAcceptorConfiguration("amqp", "tcp://127.0.0.1:" + port + "?protocols=AMQP");
        configuration.putSecurityRoles("#", Set.of(role()));
        configuration.addAddressSetting("#", addressSettings());
        configuration.addAddressSetting(Address.DEAD_LETTERS, deadLetterSettings());
        configuration.setAddressConfigurations(addresses());
        return configuration;
    }

    /** Everything but creating and deleting addresses and queues. */
    private static Role role() {
        return new Role(ROLE, true, true, false, false, false, false, false, true, false, false, false, false);
    }

    private static AddressSettings addressSettings() {
        return new AddressSettings()
                .setDeadLetterAddress(SimpleString.of(Address.DEAD_LETTERS))
                .setMaxDeliveryAttempts(MAX_DELIVERY_ATTEMPTS)
                .setRedeliveryDelay(REDELIVERY_DELAY_MILLIS)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(MAX_REDELIVERY_DELAY_MILLIS)
                .setAutoCreateAddresses(false)
                .setAutoCreateQueues(false)
                .setAutoDeleteAddresses(false)
                .setAutoDeleteQueues(false)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE);
    }

    /** What a person looked through lies there as before, at once. */
    private static AddressSettings deadLetterSettings() {
        return addressSettings().setRedeliveryDelay(0).setMaxDeliveryAttempts(-1);
    }

    private static List<CoreAddressConfiguration> addresses() {
        List<CoreAddressConfiguration> declared = new ArrayList<>();
        declared.add(anycast(Address.DEAD_LETTERS));
        for (Address address : Address.values()) {
            if (address.kind() == Address.Kind.ANYCAST) {
                declared.add(anycast(address.toString()));
            } else {
                declared.add(multicast(address));
            }
        }
        return declared;
    }

    private static CoreAddressConfiguration anycast(String name) {
        return new CoreAddressConfiguration()
                .setName(name)
                .addRoutingType(RoutingType.ANYCAST)
                .addQueueConfig(queue(name, name, RoutingType.ANYCAST));
    }

    private static CoreAddressConfiguration multicast(Address address) {
        CoreAddressConfiguration configuration =
                new CoreAddressConfiguration().setName(address.toString()).addRoutingType(RoutingType.MULTICAST);
        for (Address.Service subscriber : address.subscribers()) {
            configuration.addQueueConfig(queue(address.queueOf(subscriber), address.toString(), RoutingType.MULTICAST));
        }
        return configuration;
    }

    private static QueueConfiguration queue(String name, String address, RoutingType routing) {
        return QueueConfiguration.of(name)
                .setAddress(address)
                .setRoutingType(routing)
                .setDurable(true)
                .setAutoDelete(false);
    }

    /** How many messages wait in that queue or are being delivered from it. */
    public long depth(String queue) {
        Queue found = server.getActiveMQServer().locateQueue(SimpleString.of(queue));
        if (found == null) {
            throw new IllegalArgumentException("No queue " + queue + "; there are " + queues());
        }
        return found.getMessageCount();
    }

    /** Every queue of the platform. */
    public static Set<String> queues() {
        Set<String> names = new HashSet<>(Set.of(Address.DEAD_LETTERS));
        for (Address address : Address.values()) {
            address.subscribers().forEach(subscriber -> names.add(address.queueOf(subscriber)));
        }
        return names;
    }

    public int port() {
        return port;
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    /** Stops the broker; what it keeps on disk stays. Twice changes nothing. */
    @Override
    public void close() {
        stop(server);
    }

    private static void stop(EmbeddedActiveMQ server) {
        try {
            server.stop();
        } catch (Exception e) {
            throw new ServerStartException("The broker did not stop (" + e.getMessage() + ").", e);
        }
    }
}
