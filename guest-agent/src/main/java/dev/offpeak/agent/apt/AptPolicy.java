package dev.offpeak.agent.apt;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code apt-cache policy PACKAGE...} prints: each package's versions, newest first, and where each comes from. */
final class AptPolicy {
    private static final Pattern PACKAGE = Pattern.compile("^(\\S+):$");
    private static final String INSTALLED = " *** ";
    /** {@code 500 http://mirror.example/debian-security bookworm-security/main amd64 Packages}. */
    private static final Pattern SOURCE = Pattern.compile("^ {6,}-?\\d+ \\S+ (\\S+)");

    private AptPolicy() {}

    /** The packages of which a security origin has a version that is newer than the one installed. */
    static Set<String> withSecurityFix(String policy) {
        Set<String> fixed = new HashSet<>();
        String name = "";
        boolean newer = false;
        for (String line : policy.split("\n")) {
            Matcher begins = PACKAGE.matcher(line);
            if (begins.find()) {
                name = begins.group(1);
                newer = true;
            } else if (line.startsWith(INSTALLED)) {
                newer = false;
            } else if (newer) {
                Matcher source = SOURCE.matcher(line);
                if (source.find()
                        && AptOutput.SECURITY_ORIGIN.matcher(source.group(1)).find()) {
                    fixed.add(name);
                }
            }
        }
        return fixed;
    }
}
