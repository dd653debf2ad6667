package dev.offpeak.compute.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AgentsConfigTest {
    @Test
    void defaultsAreTheDocumentedOnes() {
        AgentsConfig config = AgentsDatabase.config();

        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(8112);
        assertThat(config.hostKey()).isEmpty();
        assertThat(config.hostKeyRequired()).isFalse();
        assertThat(config.eventLoops()).isEqualTo(2);
        assertThat(config.maxBody().asLongValue()).isEqualTo(4L << 20);
        assertThat(config.longestPoll()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.pollFallback()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.heartbeatInterval()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.heartbeatLapse()).isEqualTo(Duration.ofMinutes(3));
        assertThat(config.credentialAge()).isEqualTo(Duration.ofDays(90));
        assertThat(config.lateHeartbeat()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.rivalsGoneAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.finishedWorkRetention()).isEqualTo(Duration.ofDays(7));
        assertThat(config.roundInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(config.rebootAllowance()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.assessmentAllowance()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.reportGrace()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.extensionRetry()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.windowsExtensionVersion()).isEqualTo("1.5.62");
        assertThat(config.linuxExtensionVersion()).isEqualTo("1.6.47");
    }

    @Test
    void everySettingCanBeSet() {
        AgentsConfig config = AgentsDatabase.config(
                "host", "127.0.0.2",
                "port", "9000",
                "host-key", "secret",
                "host-key-required", "true",
                "event-loops", "4",
                "max-body", "1M",
                "longest-poll", "10s",
                "poll-fallback", "2s",
                "heartbeat-interval", "5s",
                "heartbeat-lapse", "PT15S",
                "credential-age", "P30D",
                "late-heartbeat", "5s",
                "rivals-gone-after", "1h",
                "finished-work-retention", "P1D",
                "round-interval", "PT0.2S",
                "reboot-allowance", "20m",
                "assessment-allowance", "1h",
                "report-grace", "1s",
                "extension-retry", "1h",
                "windows-extension-version", "2.0.0",
                "linux-extension-version", "2.1.0");

        assertThat(config.host()).isEqualTo("127.0.0.2");
        assertThat(config.port()).isEqualTo(9000);
        assertThat(config.hostKey()).contains("secret");
        assertThat(config.hostKeyRequired()).isTrue();
        assertThat(config.eventLoops()).isEqualTo(4);
        assertThat(config.maxBody().asLongValue()).isEqualTo(1L << 20);
        assertThat(config.longestPoll()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.pollFallback()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.heartbeatInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.heartbeatLapse()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.credentialAge()).isEqualTo(Duration.ofDays(30));
        assertThat(config.lateHeartbeat()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.rivalsGoneAfter()).isEqualTo(Duration.ofHours(1));
        assertThat(config.finishedWorkRetention()).isEqualTo(Duration.ofDays(1));
        assertThat(config.roundInterval()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.rebootAllowance()).isEqualTo(Duration.ofMinutes(20));
        assertThat(config.assessmentAllowance()).isEqualTo(Duration.ofHours(1));
        assertThat(config.reportGrace()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.extensionRetry()).isEqualTo(Duration.ofHours(1));
        assertThat(config.windowsExtensionVersion()).isEqualTo("2.0.0");
        assertThat(config.linuxExtensionVersion()).isEqualTo("2.1.0");
    }
}
