package io.gpuquery.catalog;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The files that one look at the directory found, by path, folder and pattern. Lists are in the order of paths. Immutable. */
final class FileIndex {
    private static final int MOST_PATTERNS_KEPT = 1_000;

    private final List<Listed> regular;
    private final List<TablePart> parts;
    private final Map<String, TablePart> byPath = new HashMap<>();
    private final Map<String, List<TablePart>> groups;
    private final Map<String, List<TablePart>> byPattern = new ConcurrentHashMap<>();

    /** A regular file, hidden ones left out, and whether it can be a table without a definition. */
    record Listed(String relativePath, Path path, long sizeBytes, boolean table) {}

    /**
     * @param regular all files
     * @param parts those that are tables or parts of tables, and those that definitions name
     * @param groups the parts of the folders that are one table, by the path of the folder, which is empty for the root
     */
    FileIndex(List<Listed> regular, List<TablePart> parts, Map<String, List<TablePart>> groups) {
        this.regular = List.copyOf(regular);
        this.parts = List.copyOf(parts);
        this.groups = Map.copyOf(groups);
        parts.forEach(part -> byPath.putIfAbsent(part.relativePath(), part));
    }

    List<Listed> regular() {
        return regular;
    }

    /** The path of some file; null if there is none. */
    @Nullable
    String first() {
        return parts.isEmpty() ? null : parts.get(0).relativePath();
    }

    @Nullable
    TablePart byPath(String relativePath) {
        return byPath.get(relativePath);
    }

    /** The parts of a folder; none if it is no table. The same list each time. */
    List<TablePart> group(String folder) {
        return groups.getOrDefault(folder, List.of());
    }

    /** The files that a pattern speaks of; the same list each time. */
    List<TablePart> matching(Glob glob) {
        if (byPattern.size() > MOST_PATTERNS_KEPT) {
            byPattern.clear();
        }
        return byPattern.computeIfAbsent(glob.text(), text -> matching(glob::matches));
    }

    private List<TablePart> matching(Predicate<String> wanted) {
        return parts.stream().filter(part -> wanted.test(part.relativePath())).toList();
    }
}
