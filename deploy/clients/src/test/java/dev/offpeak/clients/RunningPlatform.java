package dev.offpeak.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.resourcemanager.resources.ResourceManager;
import dev.offpeak.contracts.message.Address.Service;
import dev.offpeak.local.Platform;
import dev.offpeak.local.PlatformOptions;
import dev.offpeak.local.clock.ClockRates;
import dev.offpeak.local.process.ProcessId;
import dev.offpeak.local.tls.Certificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One platform for all test classes that ask for an {@link AzureClient}, as {@code ./offpeak up --simulated-guests} starts it; ended
 * with everything it started after the last of them, however they went.
 *
 * <p>It is one of a test in three things: its clock runs up to sixty times as fast as real time and begins in the night of western
 * Europe, when guests may be touched; a feature is registered after some seconds of that clock; and pages hold two items, so that every
 * list has several.
 */
final class RunningPlatform implements ParameterResolver, AfterAllCallback {
    /** Half past ten in the evening in Amsterdam. */
    private static final Instant NIGHT = Instant.parse("2026-11-09T21:30:00Z");

    /** Kept for its logs until the next run. */
    private static final Path DATA = Path.of("target", "platform").toAbsolutePath();

    private static final double CLOCK_SPEED = 60;
    private static final String PAGE_SIZE = "2";
    private static final String COMPUTE = "Microsoft.Compute";
    private static final List<String> FEATURES = List.of("InGuestAutoPatchVMPreview", "InGuestPatchVMPreview");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == AzureClient.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return started(context).client();
    }

    /** Nothing else may be asked: no metadata, no telemetry, no login. */
    @Override
    public void afterAll(ExtensionContext context) {
        AzureClient client = started(context).client();
        assertThat(client.asked())
                .as("where the SDK's requests went")
                .isNotEmpty()
                .allSatisfy(url -> assertThat(url.toString()).startsWith(client.gateway() + "/"));
    }

    private static Started started(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(RunningPlatform.class))
                .computeIfAbsent(Started.class, key -> new Started(), Started.class);
    }

    /** Closed by JUnit when all test classes have ended. */
    private static final class Started implements AutoCloseable {
        private final Platform platform;
        private final AzureClient client;

        Started() {
            removeEarlier();
            platform = Platform.start(PlatformOptions.usual()
                    .withData(DATA)
                    .withPorts(0, 0)
                    .withClock(ClockRates.upTo(CLOCK_SPEED), Optional.of(NIGHT))
                    .withSimulatedGuests(List.of())
                    .withEnvironment(Service.FEATURES, "OFFPEAK_FEATURES_REGISTRATION_TIME", "PT30S")
                    .withEnvironment(Service.FEATURES, "OFFPEAK_PAGING_SIZE", PAGE_SIZE)
                    .withEnvironment(Service.COMPUTE, "OFFPEAK_PAGING_SIZE", PAGE_SIZE)
                    .withEnvironment(Service.ORCHESTRATOR, "OFFPEAK_CALENDAR_ENABLED", "false"));
            trust();
            client = new AzureClient(platform.httpsUrl());
            try {
                register();
            } catch (RuntimeException | AssertionError e) {
                platform.close();
                throw e;
            }
        }

        /** Lets the platform patch the VMs of {@link AzureClient#SUBSCRIPTION}; {@link RegistrationIT} shows each step. */
        private void register() {
            ResourceManager resources = client.resources(AzureClient.SUBSCRIPTION);
            for (String feature : FEATURES) {
                resources.features().register(COMPUTE, feature);
            }
            await().atMost(PATIENCE).until(() -> FEATURES.stream().allMatch(feature -> resources
                    .featureClient()
                    .getFeatures()
                    .get(COMPUTE, feature)
                    .properties()
                    .state()
                    .equals("Registered")));
            resources.providers().register(COMPUTE);
            await().atMost(PATIENCE).until(() -> resources
                    .providers()
                    .getByName(COMPUTE)
                    .registrationState()
                    .equals("Registered"));
        }

        /** What a user gives as -Djavax.net.ssl.trustStore=… -Djavax.net.ssl.trustStorePassword=…. */
        private void trust() {
            System.setProperty("javax.net.ssl.trustStore", platform.trustStore().toString());
            System.setProperty("javax.net.ssl.trustStorePassword", Certificates.TRUST_STORE_PASSWORD);
        }

        AzureClient client() {
            return client;
        }

        /** A clock can be set for a new folder only. */
        private static void removeEarlier() {
            if (Files.exists(DATA)) {
                try (Stream<Path> content = Files.walk(DATA)) {
                    for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void close() {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
            platform.close();
            assertThat(platform.state().processes())
                    .noneMatch(process -> process.id().flatMap(ProcessId::find).isPresent());
            assertThat(DATA.resolve("postgres/data/postmaster.pid")).doesNotExist();
        }
    }
}
