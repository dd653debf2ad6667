package dev.offpeak.agent;

import dev.offpeak.contracts.Patch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks apt what it would upgrade, by simulation: nothing is locked, downloaded, cached or changed, and root is not needed.
 * The package lists are taken as they are on the machine; bringing them up to date is the machine's own business.
 */
final class AptSource implements PatchSource {
    private static final Path LISTS = Path.of("/var/lib/apt/lists");
    private static final List<Path> REBOOT_MARKERS =
            List.of(Path.of("/run/reboot-required"), Path.of("/var/run/reboot-required"));
    private static final List<String> READ_ONLY =
            List.of("-o", "Debug::NoLocking=1", "-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache=");
    private static final long ANSWER_WITHIN_MINUTES = 5;

    private final Path aptGet;
    private final Path apt;

    private AptSource(Path aptGet, Path apt) {
        this.aptGet = aptGet;
        this.apt = apt;
    }

    static Optional<AptSource> find() {
        return Stream.of(Path.of("/usr/bin"), Path.of("/bin"))
                .filter(folder ->
                        Files.isExecutable(folder.resolve("apt-get")) && Files.isExecutable(folder.resolve("apt")))
                .map(folder -> new AptSource(folder.resolve("apt-get"), folder.resolve("apt")))
                .findFirst();
    }

    @Override
    public Scan scan() throws IOException, InterruptedException {
        // apt builds its index of packages anew, here instead of in the machine's own cache.
        Path scratch = Files.createTempDirectory("offpeak-apt");
        try {
            String simulated = run(scratch, aptGet, "-s", "dist-upgrade");
            String upgradable = run(scratch, apt, "list", "--upgradable");
            List<Patch> patches = AptOutput.patches(simulated, upgradable);
            return new Scan("apt", REBOOT_MARKERS.stream().anyMatch(Files::exists), patches, notes());
        } finally {
            delete(scratch);
        }
    }

    @Override
    public List<String> missingRequirements() {
        return hasList("_Packages")
                ? List.of()
                : List.of("apt knows no packages: its lists in " + LISTS + " are empty; run apt-get update.");
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(missingRequirements());
        if (notes.isEmpty() && !hasList("security")) {
            notes.add("No security source is among apt's lists: security patches can't be told apart from others.");
        }
        return notes;
    }

    private static boolean hasList(String part) {
        try (Stream<Path> lists = Files.list(LISTS)) {
            return lists.map(list -> list.getFileName().toString())
                    .anyMatch(name -> name.contains("_Packages") && name.contains(part));
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(Path scratch, Path program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "-o",
                "Debug::NoLocking=1",
                "-o",
                "Dir::Cache::pkgcache=" + scratch.resolve("pkgcache.bin"),
                "-o",
                "Dir::Cache::srcpkgcache=" + scratch.resolve("srcpkgcache.bin")));
        command.addAll(List.of(arguments));
        Path output = scratch.resolve("output");
        Path errors = scratch.resolve("errors");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(ANSWER_WITHIN_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(program + " did not answer within " + ANSWER_WITHIN_MINUTES + " minutes.");
        }
        if (process.exitValue() != 0) {
            throw new IOException(program + " ended with " + process.exitValue() + ": "
                    + Files.readString(errors).strip());
        }
        return Files.readString(output);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.collect(Collectors.toList())) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
