package dev.offpeak.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Disks of real machines of the same release as this one, by debootstrap: bootstrapped once from this machine's own mirror without the security
 * archive, which is then added to each copy. They are in memory where it can be mounted, for dpkg waits for the disk after each file.
 */
final class DebianRoots {
    private static final Pattern INDEX = Pattern.compile("(?m)^'(\\S+?)/dists/(\\S+?)/InRelease'");
    private static final Pattern CODENAME = Pattern.compile("(?m)^VERSION_CODENAME=(\\w+)$");

    private final Path folder;
    private final boolean mounted;
    private final Path pristine;

    /** What keeps this machine from it, a sentence; empty when nothing does. */
    static Optional<String> obstacle() throws IOException, InterruptedException {
        if (!System.getProperty("user.name").equals("root")) {
            return Optional.of("they chroot, and so need root.");
        }
        if (!Files.isExecutable(Path.of("/usr/sbin/debootstrap"))) {
            return Optional.of("debootstrap is not installed (apt-get install debootstrap).");
        }
        return mirror("").isEmpty() || mirror("-security").isEmpty()
                ? Optional.of("this machine's own apt sources name no mirror of its release and its security updates.")
                : Optional.empty();
    }

    DebianRoots(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        this.mounted = run("mount", "-t", "tmpfs", "-o", "size=2g", "offpeak-real-apt", folder.toString()) == 0;
        this.pristine = folder.resolve("pristine");
        need(run(
                "debootstrap",
                "--variant=minbase",
                codename(),
                pristine.toString(),
                mirror("").orElseThrow()));
        Files.writeString(
                pristine.resolve("etc/apt/sources.list"),
                "deb " + mirror("").orElseThrow() + " " + codename() + " main\n" + "deb "
                        + mirror("-security").orElseThrow() + " " + codename() + "-security main\n");
        // From here on the log tells what is done to the machine, and not how it was made.
        Files.writeString(pristine.resolve("var/log/dpkg.log"), "");
        need(run("chroot", pristine.toString(), "apt-get", "-q", "update"));
    }

    /** Another machine that lacks what the security archive has. */
    Path copy(String name) throws IOException, InterruptedException {
        Path copy = folder.resolve(name);
        need(run("cp", "-a", pristine.toString(), copy.toString()));
        return copy;
    }

    /** Deletes them. */
    void remove() throws IOException, InterruptedException {
        need(mounted ? run("umount", "-l", folder.toString()) : run("rm", "-rf", folder.toString()));
    }

    private static Optional<String> mirror(String archive) throws IOException, InterruptedException {
        Process apt = new ProcessBuilder("apt-get", "update", "--print-uris")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(apt.getInputStream().readAllBytes());
        apt.waitFor();
        Matcher index = INDEX.matcher(printed);
        while (index.find()) {
            if (index.group(2).equals(codename() + archive)) {
                return Optional.of(index.group(1));
            }
        }
        return Optional.empty();
    }

    private static String codename() throws IOException {
        Matcher codename = CODENAME.matcher(Files.readString(Path.of("/etc/os-release")));
        return codename.find() ? codename.group(1) : "unknown";
    }

    private static int run(String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(command));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target/real-apt.log").toFile()))
                .start()
                .waitFor();
    }

    private static void need(int status) {
        if (status != 0) {
            throw new IllegalStateException("ended with " + status + ": see target/real-apt.log.");
        }
    }
}
