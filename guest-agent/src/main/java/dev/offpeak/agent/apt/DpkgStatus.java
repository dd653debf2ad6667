package dev.offpeak.agent.apt;

import java.util.HashMap;
import java.util.Map;

/**
 * What dpkg knows of one package, as {@code dpkg-query -W} prints it in {@link #FORMAT}.
 *
 * @param version unpacked
 * @param installed whether it is also configured, and nothing about it is unfinished
 */
record DpkgStatus(String version, boolean installed) {
    static final String FORMAT = "${Package}:${Architecture}\\t${Version}\\t${db:Status-Abbrev}\\n";
    private static final int FIELDS = 3;

    /** By {@code name:architecture}. */
    static Map<String, DpkgStatus> all(String printed) {
        Map<String, DpkgStatus> all = new HashMap<>();
        for (String line : printed.split("\n")) {
            String[] fields = line.split("\t");
            if (fields.length == FIELDS) {
                all.put(fields[0], new DpkgStatus(fields[1], fields[2].startsWith("ii") || fields[2].startsWith("hi")));
            }
        }
        return all;
    }
}
