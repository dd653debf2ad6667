package dev.offpeak.fuzz;

import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operations of a service as its resource classes declare them, and as {@code docs/operations.md} tells of them. */
public final class OperationsTable {
    private OperationsTable() {}

    /**
     * The rows that a service's resources ask for: method, path, action and api-versions, as they stand in the table.
     *
     * @param classes where the service's compiled classes are
     * @param others resources that come from libraries
     */
    public static Set<String> declared(Path classes, Class<?>... others) {
        List<Class<?>> resources = new ArrayList<>(List.of(others));
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(each -> each.toString().endsWith("Resource.class"))
                    .toList()) {
                resources.add(load(classes.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return resources.stream().flatMap(OperationsTable::rows).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The rows below a heading of the page, without their last column: what an operation is for is for people to say. */
    public static Set<String> documented(Path page, String heading) {
        try {
            String text = Files.readString(page);
            int start = text.indexOf("## " + heading + "\n");
            if (start < 0) {
                throw new IllegalStateException(page + " has no heading '" + heading + "'");
            }
            int end = text.indexOf("\n## ", start);
            return text.substring(start, end < 0 ? text.length() : end)
                    .lines()
                    .filter(line -> line.startsWith("| `"))
                    .map(line -> line.substring(0, line.lastIndexOf('|', line.length() - 2) + 1))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName(
                    file.substring(0, file.length() - ".class".length()).replace('/', '.'));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<String> rows(Class<?> resource) {
        return Stream.of(resource.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(ArmAction.class))
                .map(method -> "| `" + verb(method) + "` | `" + path(resource) + path(method) + "` | `"
                        + method.getAnnotation(ArmAction.class).value() + "` | " + versions(resource, method) + " |");
    }

    private static String verb(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return verb.value();
            }
        }
        throw new IllegalStateException(method + " answers no method");
    }

    private static String path(AnnotatedElement of) {
        jakarta.ws.rs.Path path = of.getAnnotation(jakarta.ws.rs.Path.class);
        return path == null ? "" : path.value();
    }

    private static String versions(Class<?> resource, Method method) {
        ApiVersions versions = method.getAnnotation(ApiVersions.class) == null
                ? resource.getAnnotation(ApiVersions.class)
                : method.getAnnotation(ApiVersions.class);
        if (versions == null) {
            return "none";
        }
        return versions.since().isEmpty() ? String.join(", ", versions.only()) : "from " + versions.since();
    }
}
