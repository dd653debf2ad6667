package dev.offpeak.agent.apt;

/** How apt and dpkg name packages. */
final class AptNames {
    private AptNames() {}

    /** Without the {@code :i386} that is added for foreign architectures, and by dpkg for {@code Multi-Arch: same}. */
    static String plain(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }
}
