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

    CatalogSnapshot(
            Path root, List<CatalogTable> tables, List<CatalogFile> files, Map<String, List<CatalogTable>> ambiguous) {
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

    /**
     * The table of that name or path, or null.
     *
     * @throws DataException if several files would answer to that name
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
        return byPath.get(Normalizer.normalize(name, Normalizer.Form.NFC));
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
        for (CatalogFile file : files) {
            boolean named = file.status() != CatalogFile.Status.TABLE
                    && (file.relativePath().equals(name)
                            || TableNaming.fold(FileName.of(file.path()).base()).equals(TableNaming.fold(name)));
            if (named) {
                return new DataException(
                        problem + ": " + file.relativePath() + " is none (" + file.reason() + ")",
                        Location.of(root),
                        "If it is CSV, JSON or Parquet all the same, define it as a table with its format.");
            }
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
