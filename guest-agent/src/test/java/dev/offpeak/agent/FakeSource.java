package dev.offpeak.agent;

import dev.offpeak.contracts.Patch;
import java.util.List;

/** A machine that lacks two packages. */
final class FakeSource implements PatchSource {
    static final List<Patch> PATCHES = AptOutput.patches(
            """
            Inst openssl [1] (2 Debian-Security:12/stable-security [amd64])
            Inst vim [1] (2 Debian:12.12/stable [amd64])
            """,
            "");

    @Override
    public Scan scan() {
        return new Scan("fake", true, PATCHES, List.of());
    }

    @Override
    public List<String> missingRequirements() {
        return List.of();
    }
}
