package dev.offpeak.local.gateway;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * One path of the route table, segment by segment: a literal compares case-insensitively, <code>{name}</code> stands for
 * one whole segment, <code>a{name}</code> for one that begins with those letters, and a last <code>**</code> for any
 * number of further segments, also none.
 */
public final class PathTemplate {
    private static final String REST = "**";

    private final String text;
    private final List<Segment> segments;
    private final boolean open;

    private PathTemplate(String text, List<Segment> segments, boolean open) {
        this.text = text;
        this.segments = List.copyOf(segments);
        this.open = open;
    }

    /** @throws IllegalArgumentException when the text is no template */
    public static PathTemplate parse(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("The route " + text + " must begin with a slash.");
        }
        List<Segment> segments = new ArrayList<>();
        boolean open = false;
        for (Iterator<String> parts = List.of(text.substring(1).split("/")).iterator(); parts.hasNext(); ) {
            String part = parts.next();
            if (part.equals(REST) && !parts.hasNext()) {
                open = true;
            } else {
                segments.add(Segment.parse(text, part));
            }
        }
        return new PathTemplate(text, segments, open);
    }

    /** Whether these segments, decoded and in the caller's casing, are on this path. */
    boolean matches(List<String> path) {
        if (open ? path.size() < segments.size() : path.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            if (!segments.get(i).matches(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The same set of paths as an RE2 expression for a cluster's gateway; case-insensitive, anchored at both ends. */
    public String regex() {
        StringBuilder regex = new StringBuilder("(?i)^");
        segments.forEach(segment -> regex.append('/').append(segment.regex()));
        return regex.append(open ? "(/.*)?$" : "/?$").toString();
    }

    @Override
    public String toString() {
        return text;
    }

    /** A literal beginning, and whether anything more may follow it within the segment. */
    private record Segment(String literal, boolean variable) {
        static Segment parse(String template, String part) {
            int brace = part.indexOf('{');
            boolean variable = brace >= 0;
            if (part.isEmpty() || part.contains("*") || variable && !part.endsWith("}")) {
                throw new IllegalArgumentException("The route " + template + " has a segment '" + part
                        + "' that is neither literal, {name} nor prefix{name}.");
            }
            return new Segment((variable ? part.substring(0, brace) : part).toLowerCase(Locale.ROOT), variable);
        }

        boolean matches(String segment) {
            String lower = segment.toLowerCase(Locale.ROOT);
            return variable ? lower.startsWith(literal) : lower.equals(literal);
        }

        String regex() {
            String escaped = literal.replace(".", "\\.");
            if (!variable) {
                return escaped;
            }
            return literal.isEmpty() ? "[^/]+" : escaped + "[^/]*";
        }
    }
}
