package dev.offpeak.local;

import dev.offpeak.local.process.ProcessId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a running platform says of itself in platform.json, for {@code status} and {@code down} and for the next start.
 *
 * @param launcher the process that watches all others
 * @param phase how far it is
 * @param httpsUrl the gateway, without a slash at the end
 * @param httpUrl the same without TLS
 * @param agentsUrl compute's listener for agents
 * @param caFile the certificate to trust, PEM
 * @param trustStore the same for Java, PKCS12
 * @param brokerPort where the broker listens
 * @param processes everything it started, in the order of starting
 */
public record PlatformState(
        ProcessId launcher,
        Phase phase,
        String httpsUrl,
        String httpUrl,
        String agentsUrl,
        Path caFile,
        Path trustStore,
        int brokerPort,
        List<Running> processes) {

    /** Starting, then ready for as long as the launcher lives; single services may be away meanwhile. */
    public enum Phase {
        STARTING,
        READY,
        ENDING
    }

    /**
     * @param name such as features, broker or fleet
     * @param id empty before its first start
     * @param port where it listens on loopback; 0 when it does not
     * @param restarts how often it died and was started again
     */
    public record Running(String name, Optional<ProcessId> id, int port, int restarts) {}

    public PlatformState {
        processes = List.copyOf(processes);
    }

    /** Whether its launcher still runs. */
    boolean isAlive() {
        return launcher.find().isPresent();
    }
}
