package io.gpuquery.catalog;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FileVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes snapshots from what lies in a directory, keeping from one to the next what is still true. Used by one thread at a time.
 */
final class SnapshotAssembly {
    private final CatalogRoot root;
    private final CatalogOptions options;
    private final Confinement confinement;
    private final FilePool pool;
    private final FormatReaders readers;
    private final @Nullable DirectoryScanner scanner;
    private final List<CatalogTable> defined;
    private Map<Path, Look> looks = new HashMap<>();
    private Map<Path, CatalogTable> found = new HashMap<>();
    private DirectoryScanner.@Nullable Listing lastListing;
    private @Nullable CatalogSnapshot last;

    SnapshotAssembly(CatalogRoot root, CatalogOptions options, FilePool pool, FormatReaders readers) {
        this.root = root;
        this.options = options;
        this.confinement = new Confinement(root, options.followLinks());
        this.pool = pool;
        this.readers = readers;
        this.scanner = root.singleFile() ? null : new DirectoryScanner(root, options.maxFiles(), options.followLinks());
        this.defined = define();
    }

    /** Whether a file whose name does not decide is a table, by the content of one version. */
    private record Look(
            FileName name,
            @Nullable FileVersion version,
            boolean settled,
            boolean table,
            boolean failed,
            String reason) {}

    /**
     * Refuses a single file that is no table.
     *
     * @throws DataException if neither its content nor its name tells a format, and no definition does
     */
    void requireFormat() {
        if (!root.singleFile() || !defined.isEmpty()) {
            return;
        }
        Look look = look(root.real(), FileName.of(root.real()), null);
        if (look.failed()) {
            throw new DataException(
                    "The file " + look.reason(),
                    Location.of(root.named()),
                    "Give the user of this process the right to read it, and check its storage.");
        }
        if (!look.table()) {
            throw new DataException(
                    "The file is of no known format: " + look.reason(),
                    Location.of(root.named()),
                    "CSV, JSON and Parquet are read; if it is one of these, define it as a table with its format.");
        }
    }

    /** The present snapshot; the same object as before where nothing changed. */
    CatalogSnapshot update() {
        DirectoryScanner.Listing listing = list();
        boolean same = listing.equals(lastListing);
        if (same) {
            same = lookAgain();
        } else {
            lookAtAll(listing.files());
        }
        CatalogSnapshot snapshot = last;
        if (snapshot == null || !same) {
            snapshot = assemble(listing);
            last = snapshot;
            lastListing = listing;
        }
        return snapshot;
    }

    private DirectoryScanner.Listing list() {
        if (scanner != null) {
            return scanner.scan();
        }
        if (lastListing != null) {
            return lastListing;
        }
        // Its size is for listings; a single file that vanishes is reported by whoever opens it.
        return new DirectoryScanner.Listing(List.of(DirectoryScanner.fileAsNow(root.real())), List.of());
    }

    /** Opens the heads of files whose names do not decide and that may have changed. */
    private void lookAtAll(List<DirectoryScanner.FoundFile> files) {
        Map<Path, Look> previous = looks;
        looks = new HashMap<>();
        for (DirectoryScanner.FoundFile file : files) {
            Look before = previous.get(file.path());
            CatalogTable table = found.get(file.path());
            FileName name = before != null
                    ? before.name()
                    : table != null ? table.file().fileName() : FileName.of(file.path());
            if (name.claim() != FileName.Claim.FORMAT) {
                looks.put(file.path(), look(file.path(), name, before));
            }
        }
    }

    /**
     * The same for those that may well become tables, where folders did not change; whether the outcome is as before. A picture
     * hardly becomes a table without being replaced.
     */
    private boolean lookAgain() {
        boolean same = true;
        for (Map.Entry<Path, Look> entry : looks.entrySet()) {
            Look before = entry.getValue();
            if (before.name().claim() != FileName.Claim.SOMETHING_ELSE) {
                Look now = look(entry.getKey(), before.name(), before);
                same &= now.table() == before.table() && now.reason().equals(before.reason());
                entry.setValue(now);
            }
        }
        return same;
    }

    private Look look(Path path, FileName name, @Nullable Look previous) {
        try {
            long nowNanos = DirectoryScanner.nowNanos();
            FileVersion version = DirectoryScanner.version(path);
            if (previous != null && previous.settled() && version.equals(previous.version())) {
                return previous;
            }
            FormatDetector.Detection detection = FormatDetector.detect(name, FileHead.read(path));
            return new Look(
                    name, version, version.isSettled(nowNanos), detection.format() != null, false, detection.reason());
        } catch (IOException e) {
            return failed(name, DirectoryScanner.cause(e));
        }
    }

    private static Look failed(FileName name, String cause) {
        return new Look(name, null, false, false, true, "cannot be read: " + cause);
    }

    private CatalogSnapshot assemble(DirectoryScanner.Listing listing) {
        Set<String> taken = new HashSet<>();
        Set<Path> definedFiles = new HashSet<>();
        for (CatalogTable table : defined) {
            taken.add(TableNaming.fold(table.name()));
            definedFiles.addAll(table.files());
        }
        List<CatalogFile> files = new ArrayList<>(listing.passedOver());
        List<DirectoryScanner.FoundFile> tableFiles = new ArrayList<>();
        List<TableNaming.Candidate> candidates = new ArrayList<>();
        for (DirectoryScanner.FoundFile file : listing.files()) {
            Look look = looks.get(file.path());
            if (definedFiles.contains(file.path())) {
                continue;
            }
            CatalogTable known = found.get(file.path());
            String relative =
                    known == null ? DirectoryScanner.relative(root.base(), file.path()) : known.relativePath();
            if (look == null || look.table() || root.singleFile()) {
                tableFiles.add(file);
                FileName fileName =
                        known == null ? FileName.of(file.path()) : known.file().fileName();
                candidates.add(new TableNaming.Candidate(relative, fileName));
            } else {
                CatalogFile.Status status =
                        look.failed() ? CatalogFile.Status.UNREADABLE : CatalogFile.Status.PASSED_OVER;
                files.add(new CatalogFile(file.path(), relative, status, null, file.sizeBytes(), look.reason()));
            }
        }
        TableNaming.Names names = TableNaming.assign(FileName.text(root.real()), candidates, taken);
        List<CatalogTable> tables = tables(tableFiles, candidates, names, files);
        Map<String, List<CatalogTable>> ambiguous = new TreeMap<>();
        names.ambiguous()
                .forEach((name, indexes) ->
                        ambiguous.put(name, indexes.stream().map(tables::get).toList()));
        taken.forEach(ambiguous::remove);
        List<CatalogTable> all = new ArrayList<>(tables);
        for (CatalogTable table : defined) {
            all.add(table);
            Path path = table.files().get(0);
            long sizeBytes = DirectoryScanner.fileAsNow(path).sizeBytes();
            files.add(
                    new CatalogFile(path, table.relativePath(), CatalogFile.Status.TABLE, table.name(), sizeBytes, ""));
        }
        all.sort(Comparator.comparing(CatalogTable::name));
        files.sort(Comparator.comparing(CatalogFile::path));
        return new CatalogSnapshot(root.named(), all, files, ambiguous);
    }

    private List<CatalogTable> tables(
            List<DirectoryScanner.FoundFile> tableFiles,
            List<TableNaming.Candidate> candidates,
            TableNaming.Names names,
            List<CatalogFile> files) {
        Map<Path, CatalogTable> present = new HashMap<>();
        List<CatalogTable> tables = new ArrayList<>(tableFiles.size());
        for (int i = 0; i < tableFiles.size(); i++) {
            DirectoryScanner.FoundFile file = tableFiles.get(i);
            String name = names.names().get(i);
            String relative = candidates.get(i).relativePath();
            CatalogTable table = found.get(file.path());
            if (table == null || !table.name().equals(name)) {
                TableFile tableFile = table == null
                        ? new TableFile(file.path(), confinement, null, options.readOptions(), pool, readers)
                        : table.file();
                table = new CatalogTable(name, relative, tableFile);
            }
            present.put(file.path(), table);
            tables.add(table);
            files.add(new CatalogFile(file.path(), relative, CatalogFile.Status.TABLE, name, file.sizeBytes(), ""));
        }
        found = present;
        return tables;
    }

    private List<CatalogTable> define() {
        List<CatalogTable> tables = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (TableDefinition definition : options.definitions()) {
            if (!names.add(TableNaming.fold(definition.name()))) {
                throw new DataException(
                        "The table \"" + definition.name() + "\" is defined twice",
                        Location.of(root.named()),
                        "Give each definition a name of its own; upper and lower case count as equal.");
            }
            Path path = inside(definition);
            TableFile file = new TableFile(path, confinement, definition.format(), definition.options(), pool, readers);
            tables.add(new CatalogTable(definition.name(), DirectoryScanner.relative(root.base(), path), file));
        }
        return List.copyOf(tables);
    }

    /** The file of a definition, under the path by which the scanner meets it too. */
    private Path inside(TableDefinition definition) {
        Path path;
        try {
            path = root.base().resolve(definition.path()).normalize();
        } catch (InvalidPathException e) {
            throw outside(definition, e);
        }
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
