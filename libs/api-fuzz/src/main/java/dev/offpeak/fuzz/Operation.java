package dev.offpeak.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One operation of an interface.
 *
 * @param method upper case, such as {@code GET}
 * @param path template with its parameters in braces, such as {@code /rollouts/{id}}
 */
public record Operation(String method, String path) {
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");
    private static final List<String> METHODS = List.of("get", "head", "put", "patch", "post", "delete");

    /** All operations of an OpenAPI document, in its order. */
    public static List<Operation> of(JsonNode openApi) {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : openApi.path("paths").properties()) {
            for (String method : METHODS) {
                if (path.getValue().has(method)) {
                    operations.add(new Operation(method.toUpperCase(Locale.ROOT), path.getKey()));
                }
            }
        }
        return operations;
    }

    /** From its printed form. */
    public static Operation of(String methodAndPath) {
        String[] parts = methodAndPath.split(" ", 2);
        return new Operation(parts[0], parts[1]);
    }

    /** The names of its path parameters, in order. */
    List<String> parameters() {
        List<String> names = new ArrayList<>();
        for (Matcher matcher = PARAMETER.matcher(path); matcher.find(); ) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** Whether it may change nothing, whatever it answers. */
    public boolean isSafe() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Whether clients send it a body. */
    public boolean takesBody() {
        return method.equals("PUT") || method.equals("PATCH") || method.equals("POST");
    }

    /** Whether a request's path is this operation's; each parameter is one segment, words compare in any casing. */
    boolean answers(String requestMethod, String requestPath) {
        return method.equals(requestMethod) && pattern().matcher(requestPath).matches();
    }

    /** Fewer parameters come first: {@code /vms/all} is not {@code /vms/{name}}. */
    int vagueness() {
        return parameters().size();
    }

    private Pattern pattern() {
        StringBuilder regex = new StringBuilder();
        Matcher matcher = PARAMETER.matcher(path);
        int from = 0;
        while (matcher.find()) {
            regex.append(Pattern.quote(path.substring(from, matcher.start()))).append("[^/]+");
            from = matcher.end();
        }
        regex.append(Pattern.quote(path.substring(from))).append("/?");
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
