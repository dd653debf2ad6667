package dev.offpeak.compute.work;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Settings of the agents' side; each can be set as an environment variable, such as {@code OFFPEAK_AGENTS_PORT}. */
@ConfigMapping(prefix = "offpeak.agents")
public interface AgentsConfig {
    /** Address of the agents' own listener. */
    @WithDefault("127.0.0.1")
    String host();

    /** Port of the agents' own listener. */
    @WithDefault("8112")
    int port();

    /** Key that hosts present; without one a random one is made that nobody knows, so that no host gets in. */
    Optional<String> hostKey();

    /** Whether a missing host key stops the start. */
    @WithDefault("false")
    boolean hostKeyRequired();

    /** Event loops that serve the listener. */
    @WithDefault("2")
    int eventLoops();

    /** Longest body of a report. */
    @WithDefault("4M")
    MemorySize maxBody();

    /** Longest time a poll is kept waiting, whatever it asks for; real time. */
    @WithDefault("5m")
    Duration longestPoll();

    /** How often waiting polls are checked against the database, in case a notification was lost; real time. */
    @WithDefault("1s")
    Duration pollFallback();

    /** Between heartbeats when nothing is being verified; real time. */
    @WithDefault("60s")
    Duration heartbeatInterval();

    /** Silence after which an agent counts as gone; real time. */
    @WithDefault("3m")
    Duration heartbeatLapse();

    /** Age of a credential from which on its agent is asked to get another one; real time. */
    @WithDefault("P90D")
    Duration credentialAge();

    /** How long a heartbeat of a boot that another one replaced may have been under way; later it is another guest's. Real time. */
    @WithDefault("30s")
    Duration lateHeartbeat();

    /** How long heartbeats must come from one boot alone before two guests that spoke for one VM count as one again; real time. */
    @WithDefault("10m")
    Duration rivalsGoneAfter();

    /** How long scans, orders and verifications that are over, and guests of deleted VMs, are kept; real time. */
    @WithDefault("P7D")
    Duration finishedWorkRetention();

    /** How often the rounds look for what is due; real time. */
    @WithDefault("0.1s")
    Duration roundInterval();

    /** How long a guest may reboot after an order's not-after (rule O7); platform time. */
    @WithDefault("10m")
    Duration rebootAllowance();

    /** How long a scan may go on after its not-after; platform time. */
    @WithDefault("30m")
    Duration assessmentAllowance();

    /** How long a report may be under way when its time is over; real time, matters where the platform's clock is accelerated. */
    @WithDefault("2s")
    Duration reportGrace();

    /** Before a failed installation of the extension is tried again; platform time. */
    @WithDefault("30m")
    Duration extensionRetry();

    /** The platform's version of the Windows patch extension (rule E1). */
    @WithDefault("1.5.62")
    String windowsExtensionVersion();

    /** The platform's version of the Linux patch extension (rule E1). */
    @WithDefault("1.6.47")
    String linuxExtensionVersion();
}
