package io.gpuquery.catalog;

import io.gpuquery.scan.ReadOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes tables of several files, and such as come into being when somebody names them: parts of tables by their paths, and patterns.
 * They keep their identity while files come and go. Any thread may use it.
 */
final class Groups {
    private static final int MOST_NAMED_KEPT = 1_000;

    private final Path root;
    private final ReadOptions options;
    private final Executor executor;
    private final Map<String, CatalogTable> named = new ConcurrentHashMap<>();
    private volatile @Nullable Supplier<CatalogSnapshot> recent;
    private volatile @Nullable Supplier<CatalogSnapshot> present;

    Groups(Path root, ReadOptions options, Executor executor) {
        this.root = root;
        this.options = options;
        this.executor = executor;
    }

    /** To be told before any table is used: where snapshots come from. */
    void follow(Supplier<CatalogSnapshot> recentSnapshot, Supplier<CatalogSnapshot> presentSnapshot) {
        recent = recentSnapshot;
        present = presentSnapshot;
    }

    /** A folder that is one table. */
    FileGroup ofFolder(String folder) {
        return of(root.resolve(folder), options, index -> index.group(folder), true);
    }

    /** Files chosen from all that there are; choosing gives the same list for the same files. */
    FileGroup of(Path place, ReadOptions readOptions, Function<FileIndex, List<TablePart>> choice) {
        return of(place, readOptions, choice, false);
    }

    private FileGroup of(
            Path place, ReadOptions readOptions, Function<FileIndex, List<TablePart>> choice, boolean folder) {
        FileGroup.Members members = new FileGroup.Members() {
            @Override
            public List<TablePart> recent() {
                return choice.apply(Objects.requireNonNull(recent).get().index());
            }

            @Override
            public List<TablePart> present() {
                return choice.apply(Objects.requireNonNull(present).get().index());
            }
        };
        return new FileGroup(place, readOptions, members, folder, executor);
    }

    /** The part of a table, by itself. */
    CatalogTable ofPath(TablePart part) {
        limit();
        CatalogTable table = named.computeIfAbsent(part.relativePath(), path -> byItself(part));
        if (table.content() == part.file()) {
            return table;
        }
        CatalogTable anew = byItself(part);
        named.put(part.relativePath(), anew);
        return anew;
    }

    private static CatalogTable byItself(TablePart part) {
        return new CatalogTable(part.relativePath(), part.relativePath(), part.file());
    }

    /** The files of a pattern. */
    CatalogTable ofPattern(Glob glob) {
        limit();
        return named.computeIfAbsent(
                // No path begins so.
                "/" + glob.text(),
                key -> new CatalogTable(glob.text(), glob.text(), of(root, options, index -> index.matching(glob))));
    }

    private void limit() {
        if (named.size() > MOST_NAMED_KEPT) {
            named.clear();
        }
    }
}
