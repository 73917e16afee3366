package io.gpuquery.catalog;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.memory.FilePool;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tables that the user names explicitly: of a file, of the files of a pattern, or of all files below a folder. */
final class DefinedTables {
    private final CatalogRoot root;
    private final CatalogOptions options;
    private final Groups groups;
    private final FilePool pool;
    private final FormatReaders readers;
    private final Confinement confinement;
    private final List<Defined> tables = new ArrayList<>();

    /** @throws DataException if two have one name, or a path leads out */
    DefinedTables(
            CatalogRoot root,
            CatalogOptions options,
            Confinement confinement,
            Groups groups,
            FilePool pool,
            FormatReaders readers) {
        this.root = root;
        this.options = options;
        this.confinement = confinement;
        this.groups = groups;
        this.pool = pool;
        this.readers = readers;
        Set<String> names = new HashSet<>();
        for (TableDefinition definition : options.definitions()) {
            if (!names.add(TableNaming.fold(definition.name()))) {
                throw new DataException(
                        "The table \"" + definition.name() + "\" is defined twice",
                        Location.of(root.named()),
                        "Give each definition a name of its own; upper and lower case count as equal.");
            }
            tables.add(define(definition));
        }
    }

    /** A table, and which files it is made of: {@code choice} for several. */
    private record Defined(CatalogTable table, @Nullable Choice choice) {}

    boolean isEmpty() {
        return tables.isEmpty();
    }

    List<CatalogTable> tables() {
        return tables.stream().map(Defined::table).toList();
    }

    /** How a file is read by the first definition that has it; null where none has. */
    @Nullable
    TableFile fileOf(FileIndex.Listed file) {
        for (Defined defined : tables) {
            Choice choice = defined.choice();
            if (choice == null) {
                TableFile single = (TableFile) defined.table().content();
                if (single.path().equals(file.path())) {
                    return single;
                }
            } else if (choice.has(file)) {
                return choice.file(file);
            }
        }
        return null;
    }

    /** The files of a table of several; null for a table of one file. */
    @Nullable
    List<TablePart> parts(CatalogTable table, FileIndex index) {
        for (Defined defined : tables) {
            Choice choice = defined.choice();
            if (defined.table() == table && choice != null) {
                return choice.parts(index);
            }
        }
        return null;
    }

    private Defined define(TableDefinition definition) {
        Path path = null;
        try {
            path = root.base().resolve(definition.path()).normalize();
        } catch (InvalidPathException e) {
            throw outside(definition, e);
        }
        boolean literal = root.singleFile() || Files.exists(path);
        Glob glob = literal && !Files.isDirectory(path) ? null : pattern(definition, path);
        if (glob != null) {
            Choice choice = new Choice(definition, glob);
            FileGroup group = groups.of(root.named(), definition.options(), choice::parts);
            return new Defined(new CatalogTable(definition.name(), glob.text(), group), choice);
        }
        Path inside = inside(definition, path);
        TableFile file = new TableFile(inside, confinement, definition.format(), definition.options(), pool, readers);
        return new Defined(
                new CatalogTable(definition.name(), DirectoryScanner.relative(root.base(), inside), file), null);
    }

    /** What a path means that is no file's: a pattern, or all files below a folder. */
    private @Nullable Glob pattern(TableDefinition definition, Path path) {
        if (Files.isDirectory(path)) {
            String folder = relative(inside(definition, path));
            return Glob.of(folder.isEmpty() ? "**" : Glob.escape(folder) + "/**");
        }
        if (!Glob.isPattern(definition.path())) {
            return null;
        }
        Path place = inside(definition, path);
        return Glob.of(relative(place));
    }

    private String relative(Path inside) {
        return inside.equals(root.base()) ? "" : DirectoryScanner.relative(root.base(), inside);
    }

    /** Files of a definition. Lists are kept for the files of the last look. */
    private final class Choice {
        private final TableDefinition definition;
        private final Glob glob;
        private final Map<Path, TableFile> files = new ConcurrentHashMap<>();
        private Map<FileIndex, List<TablePart>> last = Map.of();

        Choice(TableDefinition definition, Glob glob) {
            this.definition = definition;
            this.glob = glob;
        }

        boolean has(FileIndex.Listed file) {
            return (file.table() || definition.format() != null) && glob.matches(file.relativePath());
        }

        TableFile file(FileIndex.Listed file) {
            return files.computeIfAbsent(
                    file.path(),
                    path -> new TableFile(path, confinement, definition.format(), definition.options(), pool, readers));
        }

        synchronized List<TablePart> parts(FileIndex index) {
            List<TablePart> parts = last.get(index);
            if (parts == null) {
                parts = index.regular().stream()
                        .filter(this::has)
                        .map(file -> new TablePart(file.relativePath(), file(file), file.sizeBytes()))
                        .toList();
                last = new HashMap<>(Map.of(index, parts));
            }
            return parts;
        }
    }

    /** The path of a definition, as the scanner meets it too. */
    private Path inside(TableDefinition definition, Path named) {
        Path path = named;
        // As the user named the root, or without links: both mean the same place.
        if (!path.startsWith(root.base()) && path.startsWith(root.named())) {
            path = root.real().resolve(root.named().relativize(path)).normalize();
        }
        boolean within = root.contains(path);
        if (within && !options.followLinks() && Files.exists(path)) {
            within = root.contains(CatalogRoot.realPath(path));
        }
        if (!within) {
            throw outside(definition, null);
        }
        return path;
    }

    private DataException outside(TableDefinition definition, @Nullable Throwable cause) {
        return new DataException(
                "The table \"" + definition.name() + "\" is defined by the path \"" + definition.path()
                        + "\", which is not inside the directory",
                Location.of(root.named()),
                "Name a file inside, or open a directory further up.",
                cause);
    }
}
