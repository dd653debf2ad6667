package dev.offpeak.local.gateway;

import java.util.List;

/**
 * One entry of the route table.
 *
 * @param backend who answers
 * @param paths at least one
 * @param description for people, and for the manifest's comments
 */
public record Route(Backend backend, List<PathTemplate> paths, String description) {
    public Route {
        paths = List.copyOf(paths);
    }

    boolean matches(List<String> segments) {
        return paths.stream().anyMatch(path -> path.matches(segments));
    }
}
