package dev.offpeak.agent.apt;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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

    /** An epoch's colon is written {@code %3a}; a plus stands for itself. */
    private static String decoded(String version) {
        return URLDecoder.decode(version.replace("+", "%2b"), StandardCharsets.UTF_8);
    }
}
