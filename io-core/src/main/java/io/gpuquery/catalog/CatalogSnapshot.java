package io.gpuquery.catalog;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables that one statement sees: which exist, and what each name means. Immutable, free of native resources, and cheap to keep.
 *
 * <p>A table answers to its name, without regard to case, and to its path below the root as written. Definitions come before what
 * was found.
 */
public final class CatalogSnapshot {
    private static final int MOST_CANDIDATES_TOLD = 5;
    private static final int MOST_SUGGESTIONS = 3;

    private final Path root;
    private final List<CatalogTable> tables;
    private final List<CatalogFile> files;
    private final Map<String, CatalogTable> byName = new HashMap<>();
    private final Map<String, CatalogTable> byPath = new HashMap<>();
    private final Map<String, List<CatalogTable>> ambiguous;
    private final FileIndex index;
    private final Groups groups;

    CatalogSnapshot(
            Path root,
            List<CatalogTable> tables,
            List<CatalogFile> files,
            Map<String, List<CatalogTable>> ambiguous,
            FileIndex index,
            Groups groups) {
        this.index = index;
        this.groups = groups;
        this.root = root;
        this.tables = List.copyOf(tables);
        this.files = List.copyOf(files);
        this.ambiguous = Map.copyOf(ambiguous);
        for (CatalogTable table : tables) {
            byName.put(TableNaming.fold(table.name()), table);
            byPath.putIfAbsent(table.relativePath(), table);
        }
    }

    /** All tables by ascending name. */
    public List<CatalogTable> tables() {
        return tables;
    }

    /** All entries of the directory, tables or not, by ascending path; hidden folders as one. */
    public List<CatalogFile> files() {
        return files;
    }

    FileIndex index() {
        return index;
    }

    /**
     * The table of that name, path or pattern, or null. Parts of tables answer to their paths, and patterns (see {@link
     * CatalogTable}) to the files that they match: {@code *}, {@code ?}, {@code [a-z]} and {@code {a,b}} within a name, {@code **}
     * for folders.
     *
     * @throws DataException if several files would answer to that name, or it leads out of the directory
     */
    public @Nullable CatalogTable find(String name) {
        String folded = TableNaming.fold(name);
        CatalogTable table = byName.get(folded);
        if (table != null) {
            return table;
        }
        List<CatalogTable> candidates = ambiguous.get(folded);
        if (candidates != null) {
            throw ambiguous(name, candidates);
        }
        String path = Normalizer.normalize(name, Normalizer.Form.NFC);
        table = byPath.get(path);
        if (table != null) {
            return table;
        }
        TablePart part = index.byPath(path);
        if (part != null) {
            return groups.ofPath(part);
        }
        requireInside(name);
        Glob glob = Glob.isPattern(path) ? Glob.of(path) : null;
        return glob == null || index.matching(glob).isEmpty() ? null : groups.ofPattern(glob);
    }

    /** A path may not leave the directory; what is no path is the name of something else. */
    private void requireInside(String name) {
        boolean up = name.equals("..")
                || (name.indexOf('/') >= 0 && List.of(name.split("/", -1)).contains(".."));
        if (up || name.startsWith("/")) {
            throw new DataException(
                    "\"" + name + "\" leads out of the directory",
                    Location.of(root),
                    "Paths and patterns begin in the directory; open one further up to reach more.");
        }
    }

    /**
     * The table of that name or path.
     *
     * @throws DataException if there is none, with the nearest names; or if several files would answer to that name
     */
    public CatalogTable get(String name) {
        CatalogTable table = find(name);
        if (table == null) {
            throw missing(name);
        }
        return table;
    }

    /** Why a name means nothing here, and what may have been meant. */
    public DataException missing(String name) {
        String problem = "There is no table \"" + name + "\"";
        CatalogFile meant = passedOver(file -> file.relativePath().equals(name)
                || TableNaming.fold(FileName.of(file.path()).base()).equals(TableNaming.fold(name)));
        if (meant != null) {
            return none(problem, meant);
        }
        long inside = files.stream()
                .filter(file -> file.status() == CatalogFile.Status.TABLE)
                .filter(file -> file.relativePath().startsWith(name + "/"))
                .count();
        if (inside > 0) {
            return new DataException(
                    problem + ": it is a folder with " + inside + (inside == 1 ? " file" : " files"),
                    Location.of(root),
                    "Name its files by a pattern: \"" + Glob.escape(name) + "/**\" is all of them as one table.");
        }
        if (Glob.isPattern(name)) {
            return unmatched(name);
        }
        List<String> near = NearestNames.nearest(name, names(), MOST_SUGGESTIONS);
        if (!near.isEmpty()) {
            String quoted = near.stream().map(each -> "\"" + each + "\"").collect(Collectors.joining(" or "));
            return new DataException(problem, Location.of(root), "Did you mean " + quoted + "?");
        }
        String hint = tables.isEmpty()
                ? "No file in it is CSV, JSON or Parquet."
                : "It has " + tables.size() + (tables.size() == 1 ? " table, \"" : " tables, the first is \"")
                        + tables.get(0).name() + "\".";
        return new DataException(problem, Location.of(root), hint);
    }

    private @Nullable CatalogFile passedOver(Predicate<CatalogFile> wanted) {
        return files.stream()
                .filter(file -> file.status() != CatalogFile.Status.TABLE)
                .filter(wanted)
                .findFirst()
                .orElse(null);
    }

    private DataException none(String problem, CatalogFile file) {
        return new DataException(
                problem + ": " + file.relativePath() + " is none (" + file.reason() + ")",
                Location.of(root),
                file.hint());
    }

    private DataException unmatched(String pattern) {
        Glob glob = Glob.of(Normalizer.normalize(pattern, Normalizer.Form.NFC));
        CatalogFile near = glob == null ? null : passedOver(file -> glob.matches(file.relativePath()));
        if (near != null) {
            return none("No table matches \"" + pattern + "\"", near);
        }
        String hint = "* and ? stand for characters of one name, ** for folders; the directory has "
                + files.stream()
                        .filter(file -> file.status() == CatalogFile.Status.TABLE)
                        .count() + " files"
                + (index.first() == null ? "." : ", such as \"" + index.first() + "\".");
        return new DataException("No file matches \"" + pattern + "\"", Location.of(root), hint);
    }

    private Collection<String> names() {
        List<String> names = new ArrayList<>(tables.size());
        tables.forEach(table -> names.add(table.name()));
        return names;
    }

    private DataException ambiguous(String name, List<CatalogTable> candidates) {
        String told = candidates.stream()
                .limit(MOST_CANDIDATES_TOLD)
                .map(table -> "\"" + table.name() + "\" (" + table.relativePath() + ")")
                .collect(Collectors.joining(", "));
        int untold = candidates.size() - MOST_CANDIDATES_TOLD;
        return new DataException(
                "\"" + name + "\" may be any of " + candidates.size() + " tables: " + told
                        + (untold > 0 ? ", and " + untold + " more" : ""),
                Location.of(root),
                "Use one of these names.");
    }
}
