package dev.offpeak.local;

import dev.offpeak.contracts.message.Address.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The source tree whose built programs are run.
 *
 * @param home its root, where the {@code offpeak} script is; absolute
 */
public record Checkout(Path home) {
    private static final String HOME_PROPERTY = "offpeak.home";
    private static final String SCRIPT = "offpeak";

    /** That of the {@code offpeak} script, else the one around the working directory. */
    public static Checkout find() {
        String told = System.getProperty(HOME_PROPERTY);
        if (told != null) {
            return new Checkout(Path.of(told).toAbsolutePath());
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(SCRIPT)) && Files.isDirectory(folder.resolve("features-service"))) {
                return new Checkout(folder);
            }
        }
        throw new PlatformException(
                "No checkout of Offpeak around " + Path.of("").toAbsolutePath() + ": call the offpeak script of one.");
    }

    /** The program of a service, built. */
    Path service(Service service) {
        return built(
                home.resolve(service + "-service").resolve("target/quarkus-app/quarkus-run.jar"), service + "-service");
    }

    /** The simulated guests' program, built. */
    Path fleet() {
        Path target = home.resolve("deploy/fleet/target");
        try (Stream<Path> files = Files.isDirectory(target) ? Files.list(target) : Stream.empty()) {
            return files.filter(file -> file.getFileName().toString().matches("fleet-[^-]+(-SNAPSHOT)?\\.jar"))
                    .max(Comparator.comparing(Path::toString))
                    .orElseGet(() -> built(target.resolve("fleet.jar"), "deploy/fleet"));
        } catch (IOException e) {
            throw new PlatformException("The folder " + target + " can't be read: " + e.getMessage(), e);
        }
    }

    private Path built(Path program, String module) {
        if (!Files.exists(program)) {
            throw new PlatformException(
                    module + " is not built: call ./offpeak build, or mvn -q -DskipTests package -pl " + module
                            + " -am in " + home);
        }
        return program;
    }
}
