package dev.offpeak.fuzz;

import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Notes which requests a module's contract tests make and what answers they get, for {@link OperationsCovered} to look at in the end. It
 * is there for every test run whose class path has this library: JUnit finds it as a listener, and it makes itself a filter of RestAssured's.
 * What the {@code *FuzzIT} classes send does not count: they assert nothing about a single answer's meaning.
 */
public final class ContractCalls implements TestExecutionListener, Filter {
    /** One line per request seen: method, path, first digit of the status. */
    static final Path CALLS = Path.of("target", "contract-calls.tsv");

    /** The OpenAPI document of the service that the calls went to. */
    static final Path OPEN_API = Path.of("target", "contract-openapi.json");

    private final Set<String> servers = ConcurrentHashMap.newKeySet();
    private final Set<String> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean counts = true;

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        RestAssured.filters(this);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        test.getSource()
                .filter(ClassSource.class::isInstance)
                .ifPresent(source ->
                        counts = !((ClassSource) source).getClassName().endsWith("FuzzIT"));
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        Response response = context.next(request, expected);
        URI uri = URI.create(request.getURI());
        if (servers.add(uri.getAuthority())) {
            keepDocument(uri);
        }
        String line = request.getMethod() + "\t" + uri.getRawPath().replaceAll("/{2,}", "/") + "\t"
                + response.statusCode() / 100;
        if (counts && calls.add(line)) {
            append(line);
        }
        return response;
    }

    private void append(String line) {
        try {
            if (calls.size() == 1) {
                Files.deleteIfExists(CALLS);
            }
            Files.writeString(CALLS, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Other servers than the service's own, such as the agents' listener, have none. */
    private static void keepDocument(URI server) {
        try {
            HttpURLConnection document =
                    (HttpURLConnection) URI.create("http://" + server.getAuthority() + "/q/openapi?format=json")
                            .toURL()
                            .openConnection();
            if (document.getResponseCode() == 200) {
                try (InputStream body = document.getInputStream()) {
                    Files.write(OPEN_API, body.readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
