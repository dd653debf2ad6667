package dev.offpeak.orchestrator;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.offpeak.messaging.Json;
import dev.offpeak.orchestrator.certificate.Flight;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** The history of a running platform, page by page. */
final class RecordedFlights {
    private record Page(List<Flight> value, String nextLink) {}

    private RecordedFlights() {}

    /**
     * Every flight.
     *
     * @param platform its address, or that of some of its flights
     * @throws IOException when the platform does not answer, or answers with a refusal
     */
    static List<Flight> of(URI platform) throws IOException {
        HttpClient client = HttpClient.newHttpClient();
        List<Flight> flights = new ArrayList<>();
        String next = (platform.getPath().length() > 1 ? platform : platform.resolve("/platform/flights")).toString();
        while (next != null) {
            Page page = page(client, URI.create(next));
            flights.addAll(page.value());
            next = page.nextLink();
        }
        return flights;
    }

    private static Page page(HttpClient client, URI address) throws IOException {
        try {
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(address + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return Json.mapper().readValue(answer.body(), new TypeReference<Page>() {});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while reading " + address, e);
        }
    }
}
