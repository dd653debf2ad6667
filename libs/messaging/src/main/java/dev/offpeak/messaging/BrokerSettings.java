package dev.offpeak.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Where the broker is; the same properties as the channels use.
 *
 * @param host name or address
 * @param port AMQP
 * @param user of every address
 * @param password of that user
 */
record BrokerSettings(String host, int port, String user, String password) {

    /** Reads them from the configuration. */
    @ApplicationScoped
    static class Producer {
        @Produces
        @Singleton
        BrokerSettings settings(
                @ConfigProperty(name = "amqp-host") String host,
                @ConfigProperty(name = "amqp-port") int port,
                @ConfigProperty(name = "amqp-username", defaultValue = "offpeak") String user,
                @ConfigProperty(name = "amqp-password", defaultValue = "offpeak") String password) {
            return new BrokerSettings(host, port, user, password);
        }
    }
}
