package dev.offpeak.orchestrator.notices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
    @ParameterizedTest
    @Rule("U5")
    @DisplayName("U5: no notice goes to a private, link-local, metadata or reserved address")
    @ValueSource(
            strings = {
                "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "168.63.129.16",
                        "100.64.0.1",
                "0.0.0.0", "0.1.2.3", "192.0.0.8", "198.18.0.1", "198.19.255.255", "224.0.0.1", "240.0.0.1",
                "255.255.255.255", "::", "fe80::1", "fec0::1", "fd00:ec2::254", "fc00::1", "ff02::1",
                "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "2001:0:1::1"
            })
    void theseAreRefused(String address) throws UnknownHostException {
        assertThat(Targets.isPrivate(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @Rule("U5")
    @DisplayName("U5: public addresses and this machine's own may be told")
    @ValueSource(strings = {"127.0.0.1", "::1", "20.50.2.1", "172.32.0.1", "100.128.0.1", "2603:1030::1"})
    void theseAreNot(String address) throws UnknownHostException {
        assertThat(Targets.isPrivate(InetAddress.getByName(address))).isFalse();
    }
}
