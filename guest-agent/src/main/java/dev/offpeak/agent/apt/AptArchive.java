package dev.offpeak.agent.apt;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file that apt would download, as {@code --print-uris} names it.
 *
 * @param fileName in apt's archive folder, such as {@code libc6_2.36-9_amd64.deb}
 * @param name of the package
 * @param version of the package
 * @param bytes its length
 */
record AptArchive(String fileName, String name, String version, long bytes) {
    private static final Instant FIRST_DATE = Instant.parse("2000-01-01T00:00:00Z");
    /** Longer than a download takes. */
    private static final Duration DOWNLOADING = Duration.ofHours(1);

    private static final Pattern LINE =
            Pattern.compile("(?m)^'[^']+' (([^_\\s]+)_([^_\\s]+)_[^_\\s]+\\.deb) (\\d+)\\b");

    static List<AptArchive> of(String printed) {
        return LINE.matcher(printed)
                .results()
                .map(file -> new AptArchive(
                        file.group(1), file.group(2), decoded(file.group(3)), Long.parseLong(file.group(4))))
                .toList();
    }

    /** The file in which apt keeps that version, by any architecture. */
    static Optional<String> find(List<String> fileNames, String name, String version) {
        return fileNames.stream()
                .filter(file -> {
                    Matcher parts = LINE.matcher("'x' " + file + " 0");
                    return parts.find()
                            && parts.group(2).equals(name)
                            && decoded(parts.group(3)).equals(version);
                })
                .findFirst();
    }

    /**
     * When it was published: apt gives a file the time at which its server last changed it. A server that does not say leaves it the time of the
     * download, which is no date, and some set files to the epoch.
     *
     * @param changed the file's time
     * @param written when it came to this disk
     */
    static Optional<Instant> publishedAt(Instant changed, Instant written) {
        return Optional.of(changed)
                .filter(FIRST_DATE::isBefore)
                .filter(date -> date.isBefore(written.minus(DOWNLOADING)));
    }

    /** An epoch's colon is written {@code %3a}; a plus stands for itself. */
    private static String decoded(String version) {
        return URLDecoder.decode(version.replace("+", "%2b"), StandardCharsets.UTF_8);
    }
}
