package dev.offpeak.local.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of 127.0.0.1 for servers that must get the same one back after a restart. They lie below the range from which the
 * system gives ports to clients: within it, a guest that retries while its server is away could be given the server's own
 * port, talk to itself, and keep the server from coming back.
 */
public final class FreePorts {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int SMALLEST_CHOICE = 1_000;
    private static final int TRIES = 2_000;

    private final Set<Integer> given = new HashSet<>();
    private final int end = Math.min(HIGHEST, firstClientPort());

    /** One that nobody listens on, and that was not given before. */
    public int next() {
        int lowest = end - LOWEST < SMALLEST_CHOICE ? 10_000 : LOWEST;
        int highest = Math.max(end, lowest + SMALLEST_CHOICE);
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(lowest, highest);
            if (given.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port on 127.0.0.1 between " + lowest + " and " + highest
                + ": end some programs that listen there.");
    }

    /** Whether a server could listen there. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int firstClientPort() {
        // One read, with a buffer: the kernel gives such a file to the first read only, and as much as that asks for.
        try (BufferedReader range = Files.newBufferedReader(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))) {
            return Integer.parseInt(range.readLine().trim().split("\\s+")[0]);
        } catch (IOException | NumberFormatException e) {
            return HIGHEST;
        }
    }
}
