package dev.offpeak.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** What the service says of itself. */
final class ServiceMetrics {
    private final URI address;
    private final HttpClient http = HttpClient.newHttpClient();

    ServiceMetrics(Testbed testbed) {
        address = testbed.service().resolve("/q/metrics");
    }

    /**
     * The sum of all series of that name.
     *
     * @throws BenchFailure when there is none
     */
    double sum(String name, String labels) {
        double sum = 0;
        boolean found = false;
        for (String line : text().split("\n")) {
            if (line.startsWith(name + "{") || line.startsWith(name + " ")) {
                if (line.contains(labels)) {
                    sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
                    found = true;
                }
            }
        }
        if (!found) {
            throw new BenchFailure("The service has no metric " + name + " with " + labels);
        }
        return sum;
    }

    private String text() {
        try {
            return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new BenchFailure("The service's metrics can't be read: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", e);
        }
    }
}
