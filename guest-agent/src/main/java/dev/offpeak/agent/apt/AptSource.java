package dev.offpeak.agent.apt;

import dev.offpeak.agent.command.Commands;
import dev.offpeak.agent.command.Output;
import dev.offpeak.agent.command.Patience;
import dev.offpeak.agent.source.Attempt;
import dev.offpeak.agent.source.Deadline;
import dev.offpeak.agent.source.PatchSource;
import dev.offpeak.agent.source.Scan;
import dev.offpeak.agent.source.TimeFrame;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.Patch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Debian-like machines.
 *
 * <p>A scan is a simulation: nothing is locked, downloaded, cached or changed, and root is not needed. To install, as root:
 * <ol>
 *   <li>what an interrupted run left is configured first;
 *   <li>apt is asked what it would do; that it would remove a package, or touch what must stay, is a reason not to;
 *   <li>apt-get installs those versions and what they need; no question is asked, and changed configuration files stay;
 *   <li>dpkg's own word on each package decides what is installed, never apt's exit status: one package whose script fails makes
 *       apt fail, while the others of that run are in.
 * </ol>
 */
public final class AptSource implements PatchSource {
    private static final String LISTS = "/var/lib/apt/lists";
    private static final String DPKG = "/var/lib/dpkg";
    /** Its own, for images that empty apt's folder after each run. */
    private static final String ARCHIVES = "/var/cache/offpeak-guest-agent/archives";

    private static final Duration BETWEEN_TRIES_OF_A_LOCK = Duration.ofSeconds(5);

    private final Commands commands;
    private final AptCommands apt;
    private final boolean mayInstall;
    private volatile Optional<String> refreshFailure = Optional.empty();

    AptSource(Commands commands, Duration betweenTriesOfALock, boolean mayInstall) {
        this.commands = commands;
        this.apt = new AptCommands(commands, betweenTriesOfALock);
        this.mayInstall = mayInstall;
    }

    /**
     * The one of the machine whose disk is there; empty when it has no apt.
     *
     * @param root {@code /} for the machine that the agent runs on
     * @param mayInstall whether more than scans will be asked of it
     */
    public static Optional<AptSource> find(Path root, boolean mayInstall) {
        return find(root, mayInstall, Patience.USUAL);
    }

    static Optional<AptSource> find(Path root, boolean mayInstall, Patience patience) {
        Commands commands = new Commands(
                root,
                patience,
                Map.of(
                        "LC_ALL", "C",
                        "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "DEBIAN_FRONTEND", "noninteractive",
                        "APT_LISTCHANGES_FRONTEND", "none",
                        // Services that use what was replaced are restarted without a question, where needrestart is
                        // installed.
                        "NEEDRESTART_MODE", "a"));
        return Stream.of("apt-get", "apt-cache", "apt", "dpkg-query")
                        .allMatch(program -> Files.isExecutable(commands.file("/usr/bin/" + program)))
                ? Optional.of(new AptSource(commands, BETWEEN_TRIES_OF_A_LOCK, mayInstall))
                : Optional.empty();
    }

    @Override
    public void refresh(Deadline deadline) throws IOException, InterruptedException {
        Output output = apt.run(
                new TimeFrame(deadline, deadline),
                List.of("apt-get", "-q", "-o", "APT::Update::Error-Mode=any", "update"));
        refreshFailure = output.isGood()
                ? Optional.empty()
                : Optional.of("apt-get update "
                        + (output.cutOff() ? "came to no end" : "failed: " + AptMessages.errors(output.errors()))
                        + "; what apt knew before is used.");
    }

    @Override
    public Scan scan() throws IOException, InterruptedException {
        // apt builds its index of packages anew, here instead of in the machine's own cache.
        Path scratch = Files.createTempDirectory(commands.file("/tmp"), "offpeak-apt");
        try {
            String simulated = look(scratch, "apt-get", "-s", "dist-upgrade");
            String upgradable = look(scratch, "apt", "list", "--upgradable");
            List<String> names = AptOutput.names(simulated, upgradable);
            List<Patch> patches = names.isEmpty() ? List.of() : patches(scratch, simulated, upgradable, names);
            long bytes = AptArchive.of(look(scratch, "apt-get", "--print-uris", "-y", "dist-upgrade")).stream()
                    .mapToLong(AptArchive::bytes)
                    .sum();
            return new Scan("apt", rebootPending(), patches, held(patches), bytes, notes());
        } finally {
            delete(scratch);
        }
    }

    private List<Patch> patches(Path scratch, String simulated, String upgradable, List<String> names)
            throws IOException, InterruptedException {
        List<String> question = new ArrayList<>(List.of("apt-cache", "policy"));
        question.addAll(names);
        return AptOutput.patches(simulated, upgradable, look(scratch, question.toArray(String[]::new)));
    }

    private List<String> held(List<Patch> patches) throws IOException, InterruptedException {
        Set<String> held = apt.ask("apt-mark", "showhold").lines().collect(Collectors.toSet());
        return patches.stream()
                .filter(patch -> held.contains(patch.name()))
                .map(Patch::patchId)
                .toList();
    }

    @Override
    public List<String> missingRequirements() {
        List<String> missing = new ArrayList<>();
        if (!hasList("_Packages")) {
            missing.add("apt knows no packages: its lists in " + LISTS + " are empty; run apt-get update.");
        }
        if (mayInstall && !Files.isWritable(commands.file(DPKG))) {
            missing.add("The agent may not install: run it as root, with " + DPKG + " writable.");
        }
        return missing;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(missingRequirements());
        if (notes.isEmpty() && !hasList("security")) {
            notes.add("No security source is among apt's lists: security patches can't be told apart from others.");
        }
        refreshFailure.ifPresent(notes::add);
        return notes;
    }

    private boolean hasList(String part) {
        try (Stream<Path> lists = Files.list(commands.file(LISTS))) {
            return lists.map(list -> list.getFileName().toString())
                    .anyMatch(name -> name.contains("_Packages") && name.contains(part));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public List<Patch> fetch(List<Patch> patches, TimeFrame time) throws IOException, InterruptedException {
        Files.createDirectories(commands.file(ARCHIVES + "/partial"));
        apt.aptGet(time, install(patches, "--download-only"));
        List<String> files = archives();
        List<Patch> dated = new ArrayList<>();
        for (Patch patch : patches) {
            dated.add(dated(patch, files));
        }
        return dated;
    }

    private List<String> archives() throws IOException {
        try (Stream<Path> files = Files.list(commands.file(ARCHIVES))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** apt gives a file the time at which its archive last changed it: when that version was published. */
    private Patch dated(Patch patch, List<String> files) throws IOException {
        Optional<String> file = AptArchive.find(
                files, AptNames.plain(patch.name()), patch.version().orElse(""));
        if (file.isEmpty()) {
            return patch;
        }
        Path archive = commands.file(ARCHIVES + "/" + file.get());
        Optional<Instant> published = AptArchive.publishedAt(
                Files.getLastModifiedTime(archive).toInstant(),
                ((FileTime) Files.getAttribute(archive, "unix:ctime")).toInstant());
        return new Patch(
                patch.patchId(),
                patch.name(),
                patch.version(),
                patch.kbId(),
                patch.classifications(),
                patch.rebootBehavior(),
                published.or(patch::publishedAt));
    }

    @Override
    public Attempt install(List<Patch> patches, List<Patch> untouchable, TimeFrame time)
            throws IOException, InterruptedException {
        Files.createDirectories(commands.file(ARCHIVES + "/partial"));
        repair(time);
        Output simulated = apt.aptGet(time, install(patches, "-s"));
        if (!simulated.isGood()) {
            return nothing("apt finds no way to install it: " + AptMessages.errors(simulated.errors()) + ".");
        }
        AptTransaction planned = AptTransaction.of(simulated.out());
        Set<String> against = untouchable.stream()
                .map(patch -> AptNames.plain(patch.name()))
                .filter(planned.touched()::contains)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        against.addAll(planned.removed());
        if (!against.isEmpty()) {
            return nothing("It would change " + String.join(", ", against) + ", which must stay as it is.");
        }
        Output output = apt.aptGet(time, install(patches));
        String said = output.out() + "\n" + output.errors();
        Map<String, String> failures = AptMessages.failures(said);
        Map<String, String> reasons = new HashMap<>();
        for (Patch patch : patches) {
            Optional.ofNullable(failures.get(AptNames.plain(patch.name())))
                    .ifPresent(why -> reasons.put(patch.patchId(), why));
        }
        String errors = AptMessages.errors(said);
        return new Attempt(
                installed(patches),
                reasons,
                output.cutOff()
                        ? "The package manager was ended in the middle: the time was over."
                        : errors.isEmpty() ? "apt-get left it out without saying why." : errors + ".",
                output.cutOff());
    }

    private static Attempt nothing(String why) {
        return new Attempt(Set.of(), Map.of(), why, false);
    }

    private static List<String> install(List<Patch> patches, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "install",
                "--only-upgrade",
                "--no-remove",
                "--no-install-recommends",
                "-o",
                "Dir::Cache::archives=" + ARCHIVES,
                "-o",
                "APT::Keep-Downloaded-Packages=false"));
        Collections.addAll(arguments, options);
        patches.forEach(patch -> arguments.add(
                patch.name() + patch.version().map(version -> "=" + version).orElse("")));
        return arguments;
    }

    /** What a kill or a failing package left unpacked is configured; whether that helps is seen by what is installed afterwards. */
    private void repair(TimeFrame time) throws IOException, InterruptedException {
        boolean audited = apt.ask("dpkg", "--audit").isBlank();
        if (!audited || hasUnfinishedUpdates()) {
            apt.run(time, List.of("dpkg", "--force-confdef", "--force-confold", "--configure", "-a"));
        }
    }

    private boolean hasUnfinishedUpdates() throws IOException {
        try (Stream<Path> files = Files.list(commands.file(DPKG + "/updates"))) {
            return files.anyMatch(file -> file.getFileName().toString().matches("\\d+"));
        }
    }

    @Override
    public Set<String> installed(List<Patch> patches) throws IOException, InterruptedException {
        Map<String, DpkgStatus> known = DpkgStatus.all(apt.ask("dpkg-query", "-W", "-f", DpkgStatus.FORMAT));
        String architecture = apt.ask("dpkg", "--print-architecture").strip();
        Set<String> installed = new HashSet<>();
        for (Patch patch : patches) {
            Optional<DpkgStatus> status = status(known, patch.name(), architecture);
            if (status.filter(DpkgStatus::installed).isPresent()
                    && isAtLeast(status.get().version(), patch.version().orElse(""))) {
                installed.add(patch.patchId());
            }
        }
        return installed;
    }

    private static Optional<DpkgStatus> status(Map<String, DpkgStatus> known, String name, String architecture) {
        if (name.contains(":")) {
            return Optional.ofNullable(known.get(name));
        }
        return Stream.of(name + ":" + architecture, name + ":all")
                .map(known::get)
                .filter(status -> status != null)
                .findFirst();
    }

    private boolean isAtLeast(String version, String wanted) throws IOException, InterruptedException {
        return version.equals(wanted)
                || commands.run(
                                        Deadline.within(Duration.ofMinutes(1)),
                                        List.of("dpkg", "--compare-versions", version, "ge", wanted))
                                .status()
                        == 0;
    }

    @Override
    public boolean rebootPending() {
        return new RebootNeed(commands).isThere();
    }

    @Override
    public void settle(NativeUpdates wanted) throws IOException {
        new NativeUpdatesFile(commands.file(NativeUpdatesFile.NAME)).settle(wanted);
    }

    private String look(Path scratch, String... command) throws IOException, InterruptedException {
        String inside = "/tmp/" + scratch.getFileName();
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(
                1,
                List.of(
                        "-o",
                        "Debug::NoLocking=1",
                        "-o",
                        "Dir::Cache::pkgcache=" + inside + "/pkgcache.bin",
                        "-o",
                        "Dir::Cache::srcpkgcache=" + inside + "/srcpkgcache.bin"));
        return apt.ask(line.toArray(String[]::new));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
