package dev.offpeak.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the coming month would be like for the fleet as it is: the plan of a release that nobody publishes (rule U6). */
@Command(
        name = "forecast",
        mixinStandardHelpOptions = true,
        description =
                "Show how a release would go through the present fleet; exit status 0 only if it likely ends before its deadline.")
final class ForecastCommand implements Callable<Integer> {
    /** A million VMs are planned within half of it. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Mixin
    private DataOption data;

    @Option(
            names = "--release",
            paramLabel = "FILE",
            description =
                    "JSON as POST /releases takes it, such as {\"policy\": {\"phases\": 3}}; all of it is optional.")
    private Path release;

    @Option(names = "--json", description = "Print the whole answer instead, for programs.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        JsonNode preview = preview(data.running());
        if (json) {
            System.out.println(JsonFile.MAPPER.writeValueAsString(preview));
        } else {
            ForecastTable.lines(preview).forEach(System.out::println);
        }
        return preview.path("forecast").path("holds").asBoolean() ? 0 : 1;
    }

    private JsonNode preview(PlatformState state) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(state.httpUrl()).resolve("/rollouts/preview"))
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(release == null ? "{}" : Files.readString(release)))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        JsonNode body = JsonFile.MAPPER.readTree(response.body());
        if (response.statusCode() != 200) {
            throw new PlatformException("There is no forecast: "
                    + body.path("error").path("message").asText(response.body()));
        }
        return body;
    }
}
