package dev.offpeak.agent.apt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what apt and dpkg say when something goes wrong. */
final class AptMessages {
    /** {@code E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4711 (unattended-upgr)}. */
    private static final Pattern APT_LOCK = Pattern.compile(
            "Could not get lock (\\S+?)\\.? (?:It is held by process (\\d+)(?: \\((.+?)\\))?|- open \\(11)");
    /** {@code dpkg: error: dpkg frontend lock was locked by another process with pid 4711}. */
    private static final Pattern DPKG_LOCK =
            Pattern.compile("dpkg: error: (.*? lock) was locked by another process(?: with pid (\\d+))?");
    /** {@code pmerror:libfoo:50.0:installed libfoo package post-installation script subprocess returned error exit status 1}. */
    private static final Pattern PACKAGE_FAILED = Pattern.compile("(?m)^pmerror:(\\S+?):\\d[\\d.]*:(.+)$");
    /** {@code dpkg: error processing package libfoo (--configure):} and, in the next line, why. */
    private static final Pattern PROCESSING_FAILED =
            Pattern.compile("(?m)^dpkg: error processing (?:package|archive) (\\S+) \\(--[\\w-]+\\):\\n\\s*(.+)$");

    private static final Pattern ERROR = Pattern.compile("(?m)^(?:E: |dpkg: error: )(.+)$");
    private static final int MOST_ERRORS = 3;

    private AptMessages() {}

    /** Who holds which lock, as part of a sentence; empty when no lock was in the way. */
    static Optional<String> lockHolder(String said) {
        Matcher apt = APT_LOCK.matcher(said);
        if (apt.find()) {
            return Optional.of(apt.group(1) + " is held by " + holder(apt.group(2), apt.group(3)));
        }
        Matcher dpkg = DPKG_LOCK.matcher(said);
        if (dpkg.find()) {
            return Optional.of("the " + dpkg.group(1) + " is held by " + holder(dpkg.group(2), null));
        }
        return Optional.empty();
    }

    private static String holder(String process, String name) {
        if (process == null) {
            return "another process";
        }
        return "process " + process + (name == null ? "" : " (" + name + ")");
    }

    /** Why each package failed that was said to, by its plain name, without architecture. */
    static Map<String, String> failures(String said) {
        Map<String, String> failures = new LinkedHashMap<>();
        for (Pattern pattern : new Pattern[] {PACKAGE_FAILED, PROCESSING_FAILED}) {
            Matcher failed = pattern.matcher(said);
            while (failed.find()) {
                failures.putIfAbsent(
                        AptNames.plain(failed.group(1)), failed.group(2).strip());
            }
        }
        return failures;
    }

    /** The first few errors in one line; empty when there is none. */
    static String errors(String said) {
        return ERROR.matcher(said)
                .results()
                .map(error -> error.group(1).strip())
                .distinct()
                .limit(MOST_ERRORS)
                .collect(Collectors.joining("; "));
    }
}
