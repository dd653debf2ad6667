package dev.offpeak.local;

import dev.offpeak.local.tls.Certificates;
import java.util.LinkedHashMap;
import java.util.Map;

/** How clients are told to trust the platform's own certificate authority; each of them has a way of its own. */
final class Trust {
    private Trust() {}

    /** What to type for a POSIX shell, by client: variables to set for az and node, options of java for Java. */
    static Map<String, String> in(PlatformState state) {
        String authority = quoted(state.caFile().toString());
        Map<String, String> ways = new LinkedHashMap<>();
        ways.put("az", "export REQUESTS_CA_BUNDLE=" + authority);
        ways.put("node", "export NODE_EXTRA_CA_CERTS=" + authority);
        ways.put(
                "Java",
                "java -Djavax.net.ssl.trustStore=" + quoted(state.trustStore().toString())
                        + " -Djavax.net.ssl.trustStorePassword=" + Certificates.TRUST_STORE_PASSWORD);
        return ways;
    }

    /** For a POSIX shell; plain names stay as they are. */
    static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
