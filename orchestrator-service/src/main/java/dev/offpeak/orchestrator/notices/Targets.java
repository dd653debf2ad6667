package dev.offpeak.orchestrator.notices;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Where notices may go: over TLS to any public address, and without it to this machine. Addresses behind which only this platform
 * can look (private, link-local, those of clouds' metadata services) are refused, or whoever may subscribe could have it ask there
 * in its place. A name is looked up for each try, and the connection goes to the very address that was checked, so that a name that
 * changes its mind gains nothing.
 */
@ApplicationScoped
public class Targets {
    private static final int LONGEST = 2000;
    /** Azure's own services speak to guests from here; it is a public address by its number only. */
    private static final String AZURE_WIRE_SERVER = "168.63.129.16";

    private final Vertx vertx;
    private final boolean privateAddresses;

    Targets(
            Vertx vertx,
            @ConfigProperty(name = "offpeak.notices.private-addresses", defaultValue = "false")
                    boolean privateAddresses) {
        this.vertx = vertx;
        this.privateAddresses = privateAddresses;
    }

    /** A target that may not be; the message says what to change. */
    public static final class Refused extends RuntimeException {
        Refused(String message) {
            super(message);
        }
    }

    /** The address of a target; fails with {@link Refused} when notices may not go there. */
    public Uni<InetAddress> address(URI url) {
        return vertx.executeBlocking(() -> resolve(url));
    }

    private InetAddress resolve(URI url) {
        requireForm(url);
        InetAddress[] all;
        try {
            all = InetAddress.getAllByName(url.getHost());
        } catch (UnknownHostException e) {
            throw new Refused("The host '" + url.getHost() + "' has no address: correct it.");
        }
        if (url.getScheme().equals("http") && !Arrays.stream(all).allMatch(InetAddress::isLoopbackAddress)) {
            throw new Refused("Notices go over https, or to this machine: begin the url with https://.");
        }
        if (!privateAddresses) {
            for (InetAddress address : all) {
                if (isPrivate(address)) {
                    throw new Refused(
                            "The host '" + url.getHost()
                                    + "' is at a private, link-local or reserved address: use a public one, or have the platform's operator set offpeak.notices.private-addresses.");
                }
            }
        }
        return all[0];
    }

    private static void requireForm(URI url) {
        boolean scheme = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!scheme || url.getHost() == null || url.getUserInfo() != null || url.getFragment() != null) {
            throw new Refused("The url must be like https://notices.example.com/offpeak, without user or fragment.");
        }
        if (url.toString().length() > LONGEST) {
            throw new Refused("The url must have at most " + LONGEST + " characters.");
        }
    }

    /** Everything but public unicast addresses and this machine's loopback. */
    static boolean isPrivate(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return false;
        }
        if (address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || address.getHostAddress().equals(AZURE_WIRE_SERVER)) {
            return true;
        }
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (address instanceof Inet6Address) {
            // Outside 2000::/3 nothing is public; 2002::/16 (6to4) and 2001::/32 (Teredo) carry an IPv4 address of
            // anybody's choice.
            return (first & 0xe0) != 0x20
                    || first == 0x20 && second == 0x02
                    || first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0;
        }
        return first == 0
                || first >= 240
                || first == 100 && (second & 0xc0) == 64
                || first == 192 && second == 0 && bytes[2] == 0
                || first == 198 && (second & 0xfe) == 18;
    }
}
