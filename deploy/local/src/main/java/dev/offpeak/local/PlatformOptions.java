package dev.offpeak.local;

import dev.offpeak.contracts.message.Address.Service;
import dev.offpeak.local.clock.ClockRates;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a platform is started with; {@link #usual()} and then what should be otherwise.
 *
 * @param checkout whose programs are run
 * @param data folder that keeps everything
 * @param httpsPort of the gateway on loopback; 0 for any free one
 * @param httpPort of the gateway on loopback, without TLS; 0 for any free one
 * @param rates how fast platform time may run
 * @param startAt platform time at the first start, for a new data folder only; real time when empty
 * @param fleetArguments passed on to the simulated guests; empty for no guests
 * @param services which are started; all of them but in tests
 * @param environment added to that of single services, by service
 * @param messages gets what people should read, a line at a time
 */
public record PlatformOptions(
        Checkout checkout,
        Path data,
        int httpsPort,
        int httpPort,
        ClockRates rates,
        Optional<Instant> startAt,
        Optional<List<String>> fleetArguments,
        Set<Service> services,
        Map<Service, Map<String, String>> environment,
        Consumer<String> messages) {
    public static final int HTTPS_PORT = 8443;
    public static final int HTTP_PORT = 8080;

    public PlatformOptions {
        data = data.toAbsolutePath().normalize();
        fleetArguments = fleetArguments.map(List::copyOf);
        services = Set.copyOf(services);
        environment = Map.copyOf(environment);
    }

    /** As {@code ./offpeak up} without options does; messages go to the standard output. */
    public static PlatformOptions usual() {
        return new PlatformOptions(
                Checkout.find(),
                DataFolder.usual(),
                HTTPS_PORT,
                HTTP_PORT,
                ClockRates.REAL,
                Optional.empty(),
                Optional.empty(),
                EnumSet.allOf(Service.class),
                Map.of(),
                System.out::println);
    }

    public PlatformOptions withData(Path folder) {
        return new PlatformOptions(
                checkout, folder, httpsPort, httpPort, rates, startAt, fleetArguments, services, environment, messages);
    }

    /** 0 for any free one. */
    public PlatformOptions withPorts(int https, int http) {
        return new PlatformOptions(
                checkout, data, https, http, rates, startAt, fleetArguments, services, environment, messages);
    }

    public PlatformOptions withClock(ClockRates clockRates, Optional<Instant> start) {
        return new PlatformOptions(
                checkout,
                data,
                httpsPort,
                httpPort,
                clockRates,
                start,
                fleetArguments,
                services,
                environment,
                messages);
    }

    /** Every VM that is created gets a simulated guest at once. */
    public PlatformOptions withSimulatedGuests(List<String> arguments) {
        return new PlatformOptions(
                checkout,
                data,
                httpsPort,
                httpPort,
                rates,
                startAt,
                Optional.of(arguments),
                services,
                environment,
                messages);
    }

    public PlatformOptions withServices(Set<Service> some) {
        return new PlatformOptions(
                checkout, data, httpsPort, httpPort, rates, startAt, fleetArguments, some, environment, messages);
    }

    /** One more environment variable for one service. */
    public PlatformOptions withEnvironment(Service service, String name, String value) {
        Map<Service, Map<String, String>> more = new EnumMap<>(Service.class);
        more.putAll(environment);
        Map<String, String> ofService = new HashMap<>(more.getOrDefault(service, Map.of()));
        ofService.put(name, value);
        more.put(service, Map.copyOf(ofService));
        return new PlatformOptions(
                checkout, data, httpsPort, httpPort, rates, startAt, fleetArguments, services, more, messages);
    }

    public PlatformOptions withMessages(Consumer<String> consumer) {
        return new PlatformOptions(
                checkout, data, httpsPort, httpPort, rates, startAt, fleetArguments, services, environment, consumer);
    }
}
