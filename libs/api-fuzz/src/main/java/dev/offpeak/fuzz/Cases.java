package dev.offpeak.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * An operation's requests. First, for every value of every valid body, one of each type of JSON in its place, and that member twice; then
 * random ones up to the number wanted: of body, path, api-version, query and headers one to three are odd, the rest is valid, so that the
 * oddity is reached. Equal seeds give equal requests.
 */
final class Cases {
    /** Of 8 MB, the services' limit. */
    private static final int LIMIT = 8 * 1024 * 1024;

    private static final byte[] NEAR = utf8("{\"name\":\"" + "n".repeat(LIMIT - 100) + "\"}");
    private static final byte[] OVER = utf8(" ".repeat(LIMIT + 1));

    private static final String JSON = "application/json";
    private static final int LEVELS = 10_000;
    private static final List<String> BAD_VERSIONS = List.of(
            "",
            "latest",
            "2010-01-01",
            "2014-04-01",
            "2020-13-45",
            "9999-99-99",
            "2020-06-01-",
            "2020-06-01-preview!",
            "%00",
            "2020-06-01&api-version=2015-01-01",
            "2020-06-01%20",
            "%F0%9F%98%80",
            "1",
            "..%2f");
    private static final List<String> TYPES = List.of(
            "application/json; charset=utf-16",
            "application/merge-patch+json",
            "text/plain",
            "application/xml",
            "multipart/form-data",
            "application/x-www-form-urlencoded",
            "*/*",
            "application/",
            "json",
            ";;;",
            "application/json, text/html",
            "");
    private static final List<Map.Entry<String, String>> HEADERS = List.of(
            Map.entry("If-Match", "*"),
            Map.entry("If-Match", "\"no such tag\""),
            Map.entry("If-Match", "W/\"1\", \"2\""),
            Map.entry("If-Match", "\"unclosed"),
            Map.entry("If-None-Match", "*"),
            Map.entry("If-None-Match", "99999999999999999999"),
            Map.entry("If-Modified-Since", "yesterday"),
            Map.entry("Accept", "text/html"),
            Map.entry("Accept", "application/xml;q=x"),
            Map.entry("Accept", ";;"),
            Map.entry("Accept-Encoding", "gzip, br;q=9"),
            Map.entry("Accept-Language", "\u00ff\u00fe"),
            Map.entry("Content-Encoding", "gzip"),
            Map.entry("Authorization", "Basic \u00e4"),
            Map.entry("Authorization", "Bearer"),
            Map.entry("Authorization", "Bearer " + "t".repeat(3000)),
            Map.entry("x-ms-client-request-id", "not a guid \u00ff"),
            Map.entry("x-ms-client-request-id", "c".repeat(2000)),
            Map.entry("x-ms-return-client-request-id", "true"),
            Map.entry("x-ms-correlation-request-id", "../../x\"<y>"),
            Map.entry("X-Forwarded-Host", "evil.example:99999"),
            Map.entry("X-Forwarded-Proto", "gopher"),
            Map.entry("X-Forwarded-Port", "-1"),
            Map.entry("X-HTTP-Method-Override", "DELETE"),
            Map.entry("Range", "bytes=0-1"),
            Map.entry("Expect", "100-continue"),
            Map.entry("Cookie", "a=b; c=\u0001".replace("\u0001", "\t")),
            Map.entry("Prefer", "respond-async, wait=-1"),
            Map.entry("Origin", "null"),
            Map.entry("traceparent", "00-zz-zz-00"));
    private static final List<String> QUERIES = List.of(
            "$top=0",
            "$top=-1",
            "$top=99999999999",
            "$top=1e3",
            "%24top=1",
            "$skiptoken=%25",
            "$skiptoken=AAAA",
            "$skiptoken=////",
            "$filter=resourceGroup%20eq%20'",
            "$filter=))((",
            "$expand=instanceView",
            "$expand=nothing",
            "$expand=instanceView&$expand=x",
            "$orderby=name%20sideways",
            "monitor=true",
            "monitor=%00",
            "forceDeletion=maybe",
            "skipShutdown=%F0%9F",
            "statusOnly=true",
            "a=b=c&&&=",
            "=",
            "a[]=1",
            "q=" + "x".repeat(2000));

    private final Subject subject;
    private final Operation operation;
    private final long seed;
    private final List<String> versions;
    private final List<JsonNode> bodies;

    Cases(Subject subject, Operation operation, long seed) {
        this.subject = subject;
        this.operation = operation;
        this.seed = seed;
        this.versions = subject.apiVersions(operation);
        this.bodies = subject.bodies(operation).stream().map(JsonTexts::parse).toList();
    }

    /** @param atLeast so many, or more where the bodies have more values */
    List<Request> all(int atLeast) {
        List<Request> cases = new ArrayList<>();
        for (JsonNode body : bodies) {
            for (List<String> path : JsonTexts.paths(body)) {
                for (String raw : Odd.oneOfEachType()) {
                    cases.add(withBody(JsonTexts.replaced(body, path, raw, false), "type at " + path));
                }
                if (!path.isEmpty()) {
                    cases.add(withBody(JsonTexts.replaced(body, path, "\"twice\"", true), "twice at " + path));
                }
            }
        }
        cases.addAll(large());
        for (int i = 0; i < atLeast / 2 || cases.size() < atLeast; i++) {
            cases.add(random(new Random(seed * 1_000_003 + operation.toString().hashCode() * 31L + i)));
        }
        return cases;
    }

    /** Few, for they are megabytes each: deep, near the limit, over it with and without saying so. */
    private List<Request> large() {
        String deep = "[".repeat(LEVELS) + "]".repeat(LEVELS);
        String deeper = "{\"a\":".repeat(LEVELS) + "1" + "}".repeat(LEVELS);
        List<Request> large = new ArrayList<>(List.of(
                withBody(deep, "10000 levels"),
                withBody(deeper, "10000 levels"),
                withBody("{\"properties\":" + deep + ",\"tags\":" + deeper + "}", "10000 levels below properties"),
                plain("a text near the limit").withBody(NEAR),
                withBody("[" + "1,".repeat(200_000) + "1]", "a list of 200001"),
                plain("over the limit").withBody(OVER)));
        Request chunked = plain("over the limit, in chunks").withBody(OVER);
        List<Map.Entry<String, String>> headers = new ArrayList<>(chunked.headers());
        headers.add(Map.entry("Transfer-Encoding", "chunked"));
        large.add(new Request(chunked.method(), chunked.target(), headers, OVER, chunked.kind()));
        return large;
    }

    private Request random(Random random) {
        boolean oddBody = random.nextInt(operation.takesBody() ? 2 : 12) == 0;
        boolean oddPath = random.nextInt(3) == 0;
        boolean oddVersion = random.nextInt(6) == 0;
        boolean oddQuery = random.nextInt(4) == 0;
        boolean oddHeader = random.nextInt(4) == 0;
        StringBuilder kind = new StringBuilder();
        String path = oddPath ? note(kind, "path", oddPath(random)) : validPath();
        String query = version(random, oddVersion, kind);
        if (oddQuery) {
            query = joined(query, note(kind, "query", QUERIES.get(random.nextInt(QUERIES.size()))));
        } else {
            List<String> known = subject.queries(operation);
            if (!known.isEmpty() && random.nextBoolean()) {
                query = joined(query, known.get(random.nextInt(known.size())));
            }
        }
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        boolean oddType = oddHeader && random.nextInt(3) == 0;
        Map.Entry<String, String> odd = HEADERS.get(random.nextInt(HEADERS.size()));
        subject.headers(operation).forEach((name, value) -> {
            if (!oddHeader || !odd.getKey().equalsIgnoreCase(name)) {
                headers.add(Map.entry(name, value));
            }
        });
        if (oddHeader && !oddType) {
            headers.add(odd);
            kind.append("header ").append(odd.getKey()).append(' ');
        }
        byte[] body = oddBody ? oddBody(random, kind) : validBody(random);
        if (body != null || oddType) {
            String type = oddType ? TYPES.get(random.nextInt(TYPES.size())) : JSON;
            headers.add(Map.entry("Content-Type", type));
            kind.append(oddType ? "content type " : "");
        }
        String target = query.isEmpty() ? path : path + "?" + query;
        return new Request(
                operation.method(),
                target,
                headers,
                body,
                kind.length() == 0 ? "valid" : kind.toString().trim());
    }

    private byte[] oddBody(Random random, StringBuilder kind) {
        JsonNode valid = bodies.isEmpty() ? JsonTexts.parse("{}") : bodies.get(random.nextInt(bodies.size()));
        List<List<String>> paths = JsonTexts.paths(valid);
        List<String> path = paths.get(random.nextInt(paths.size()));
        byte[] text = utf8(valid.toString());
        switch (random.nextInt(9)) {
            case 0:
                kind.append("random body ");
                return utf8(JsonTexts.random(random, 0));
            case 1:
                kind.append("cut body ");
                return Arrays.copyOf(text, random.nextInt(text.length + 1));
            case 2:
                kind.append("garbage ");
                byte[] garbage = new byte[random.nextInt(200)];
                random.nextBytes(garbage);
                return garbage;
            case 3:
                kind.append("one byte changed ");
                text[random.nextInt(text.length)] = (byte) random.nextInt(256);
                return text;
            case 4:
                kind.append("odd text at ").append(path).append(' ');
                return utf8(JsonTexts.replaced(
                        valid, path, TextNode.valueOf(Odd.text(random)).toString(), false));
            case 5:
                kind.append("byte order mark ");
                return utf8("\uFEFF" + valid);
            case 6:
                kind.append("no body ");
                return random.nextBoolean() ? null : new byte[0];
            default:
                kind.append("odd value at ").append(path).append(' ');
                return utf8(JsonTexts.replaced(valid, path, JsonTexts.random(random, 2), random.nextInt(4) == 0));
        }
    }

    private String oddPath(Random random) {
        List<String> names = operation.parameters();
        Map<String, String> values = new HashMap<>(subject.parameters(operation));
        switch (random.nextInt(7)) {
            case 0:
                return doubled(validPath(), random);
            case 1:
                return validPath()
                        + List.of("/", "//", "/..", "/.", "/%2e%2e/", "/extra", ";x=1", "/%00")
                                .get(random.nextInt(8));
            case 2:
                return validPath().toUpperCase(Locale.ROOT);
            default:
                if (names.isEmpty()) {
                    return validPath() + "/" + Odd.encoded(random);
                }
                String odd = random.nextBoolean() ? Odd.encoded(random) : encoded(Odd.text(random));
                values.put(names.get(random.nextInt(names.size())), odd);
                return path(values);
        }
    }

    private static String doubled(String path, Random random) {
        int slash = path.indexOf('/', random.nextInt(path.length()));
        return slash < 0 ? "/" + path : path.substring(0, slash) + "//" + path.substring(slash);
    }

    private String version(Random random, boolean odd, StringBuilder kind) {
        if (versions.isEmpty()) {
            return "";
        }
        if (!odd) {
            return "api-version=" + versions.get(random.nextInt(versions.size()));
        }
        int choice = random.nextInt(BAD_VERSIONS.size() + 1);
        return choice == BAD_VERSIONS.size()
                ? note(kind, "no api-version", "")
                : note(kind, "api-version", "api-version=" + BAD_VERSIONS.get(choice));
    }

    private Request withBody(String body, String kind) {
        return plain(kind).withBody(utf8(body));
    }

    /** Valid but for its body. */
    private Request plain(String kind) {
        List<Map.Entry<String, String>> headers =
                new ArrayList<>(subject.headers(operation).entrySet());
        headers.add(Map.entry("Content-Type", JSON));
        String query = versions.isEmpty() ? "" : "?api-version=" + versions.get(versions.size() - 1);
        return new Request(operation.method(), validPath() + query, headers, null, kind);
    }

    private byte[] validBody(Random random) {
        return bodies.isEmpty()
                ? null
                : utf8(bodies.get(random.nextInt(bodies.size())).toString());
    }

    private String validPath() {
        return path(subject.parameters(operation));
    }

    private String path(Map<String, String> values) {
        String path = operation.path();
        for (String name : operation.parameters()) {
            path = path.replace("{" + name + "}", values.getOrDefault(name, "made-up"));
        }
        return path;
    }

    private static String note(StringBuilder kind, String what, String value) {
        kind.append(what).append(' ');
        return value;
    }

    private static String joined(String query, String more) {
        return query.isEmpty() ? more : query + "&" + more;
    }

    /** As UTF-8; half a surrogate pair, which has none, becomes a question mark: its bytes are among {@link Odd#encoded}. */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(String.format("%%%02X", each & 0xff));
        }
        return encoded.toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
