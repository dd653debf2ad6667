package dev.offpeak.local;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * What the platform's own parts prove themselves with; made at first use, kept with the data.
 *
 * @param brokerPassword of the broker's only user
 * @param hostKey by which the fleet reads compute's feed of guests
 */
record Secrets(String brokerPassword, String hostKey) {
    private static final int BYTES = 24;

    static Secrets in(Path file) throws IOException {
        Optional<Secrets> kept = JsonFile.read(file, Secrets.class);
        if (kept.isPresent()) {
            return kept.get();
        }
        Secrets made = new Secrets(random(), random());
        JsonFile.write(file, made);
        return made;
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "Secrets[…]";
    }
}
