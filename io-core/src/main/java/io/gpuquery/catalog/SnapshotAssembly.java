package io.gpuquery.catalog;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FileVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
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
    private final Groups groups;
    private final DefinedTables defined;
    private Map<Path, Look> looks = new HashMap<>();
    /** By path: files, and what is known of them. */
    private Map<Path, TableFile> found = new HashMap<>();
    /** By path below the root: tables of one file, and folders that are one table. */
    private Map<String, CatalogTable> tables = new HashMap<>();

    private DirectoryScanner.@Nullable Listing lastListing;
    private @Nullable CatalogSnapshot last;

    SnapshotAssembly(
            CatalogRoot root, CatalogOptions options, FilePool pool, FormatReaders readers, Executor executor) {
        this.root = root;
        this.options = options;
        this.confinement = new Confinement(root, options.followLinks(), options.maxDecompressedBytes());
        this.pool = pool;
        this.readers = readers;
        this.scanner = root.singleFile() ? null : new DirectoryScanner(root, options);
        this.groups = new Groups(root.base(), options.readOptions(), executor);
        this.defined = new DefinedTables(root, options, confinement, groups, pool, readers);
    }

    /** To be told before the first table is used: where snapshots come from. */
    void follow(Supplier<CatalogSnapshot> recent, Supplier<CatalogSnapshot> present) {
        groups.follow(recent, present);
    }

    /** Whether a file whose name does not decide is a table, by the content of one version. */
    private record Look(
            FileName name,
            @Nullable FileVersion version,
            boolean settled,
            boolean table,
            boolean failed,
            Obstacle obstacle) {}

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
                    "The file " + look.obstacle().reason(),
                    Location.of(root.named()),
                    look.obstacle().hint());
        }
        if (!look.table()) {
            throw new DataException(
                    "The file is of no known format: " + look.obstacle().reason(),
                    Location.of(root.named()),
                    look.obstacle().hint());
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
            TableFile known = found.get(file.path());
            FileName name =
                    before != null ? before.name() : known != null ? known.fileName() : FileName.of(file.path());
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
                same &= now.table() == before.table() && now.obstacle().equals(before.obstacle());
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
            FormatDetector.Detection detection = FormatDetector.detect(name, path);
            return new Look(
                    name,
                    version,
                    version.isSettled(nowNanos),
                    detection.format() != null,
                    false,
                    detection.obstacle());
        } catch (IOException e) {
            return failed(name, DirectoryScanner.cause(e));
        }
    }

    private static Look failed(FileName name, String cause) {
        return new Look(name, null, false, false, true, Obstacle.unreadable("cannot be read: " + cause));
    }

    private CatalogSnapshot assemble(DirectoryScanner.Listing listing) {
        List<CatalogFile> files = new ArrayList<>(listing.passedOver());
        List<FileIndex.Listed> regular = listed(listing.files());
        List<TablePart> all = new ArrayList<>();
        List<TablePart> parts = new ArrayList<>();
        Map<Path, TableFile> present = new HashMap<>();
        for (FileIndex.Listed file : regular) {
            TableFile definition = defined.fileOf(file);
            // To Calcite's file adapter, a file that the model names is the table of its own name as well.
            if (definition != null && !options.readOptions().isCalciteFile()) {
                all.add(new TablePart(file.relativePath(), definition, file.sizeBytes()));
            } else if (file.table()) {
                TableFile known = found.get(file.path());
                TableFile tableFile = known != null ? known : tableFile(file.path());
                present.put(file.path(), tableFile);
                parts.add(new TablePart(file.relativePath(), tableFile, file.sizeBytes()));
            } else {
                files.add(passedOver(file));
            }
        }
        found = present;
        all.addAll(parts);
        all.sort(Comparator.comparing(TablePart::path));
        Map<String, List<TablePart>> folders = new LinkedHashMap<>();
        List<TablePart> single = new ArrayList<>();
        divide(parts, listing.passedOver(), folders, single);
        return snapshot(new FileIndex(regular, all, folders), folders, single, files);
    }

    private List<FileIndex.Listed> listed(List<DirectoryScanner.FoundFile> found) {
        List<FileIndex.Listed> listed = new ArrayList<>(found.size());
        for (DirectoryScanner.FoundFile file : found) {
            Look look = looks.get(file.path());
            boolean table = look == null || look.table() || root.singleFile();
            String relative = DirectoryScanner.relative(root.base(), file.path());
            listed.add(new FileIndex.Listed(relative, file.path(), file.sizeBytes(), table));
        }
        return listed;
    }

    private TableFile tableFile(Path path) {
        return new TableFile(path, confinement, null, options.readOptions(), pool, readers);
    }

    private CatalogFile passedOver(FileIndex.Listed file) {
        Look look = Objects.requireNonNull(looks.get(file.path()));
        CatalogFile.Status status = look.failed() ? CatalogFile.Status.UNREADABLE : CatalogFile.Status.PASSED_OVER;
        return new CatalogFile(
                file.path(),
                file.relativePath(),
                status,
                null,
                file.sizeBytes(),
                look.obstacle().reason(),
                look.obstacle().hint());
    }

    /** Which files are parts of a folder that is one table, and which are tables. */
    private void divide(
            List<TablePart> parts,
            List<CatalogFile> passedOver,
            Map<String, List<TablePart>> folders,
            List<TablePart> single) {
        if (root.singleFile() || options.readOptions().isCalciteFile()) {
            single.addAll(parts);
            return;
        }
        Set<String> successes = new HashSet<>();
        for (CatalogFile file : passedOver) {
            if (FileName.text(file.path()).equals(PartGroups.SUCCESS)) {
                successes.add(PartGroups.folder(file.relativePath()));
            }
        }
        List<@Nullable String> groupOf = PartGroups.of(
                parts.stream().map(TablePart::relativePath).toList(),
                parts.stream().map(part -> part.file().fileName()).toList(),
                successes);
        for (int i = 0; i < parts.size(); i++) {
            String folder = groupOf.get(i);
            if (folder == null) {
                single.add(parts.get(i));
            } else {
                folders.computeIfAbsent(folder, key -> new ArrayList<>()).add(parts.get(i));
            }
        }
        folders.replaceAll((folder, members) -> List.copyOf(members));
    }

    private CatalogSnapshot snapshot(
            FileIndex index, Map<String, List<TablePart>> folders, List<TablePart> single, List<CatalogFile> files) {
        Set<String> taken = new HashSet<>();
        defined.tables().forEach(table -> taken.add(TableNaming.fold(table.name())));
        String rootName = FileName.text(root.real());
        List<TableNaming.Candidate> candidates = new ArrayList<>();
        List<List<TablePart>> members = new ArrayList<>();
        folders.forEach((folder, parts) -> {
            String name = folder.isEmpty() ? rootName : folder.substring(folder.lastIndexOf('/') + 1);
            candidates.add(new TableNaming.Candidate(folder.isEmpty() ? "." : folder, FileName.ofFolder(name)));
            members.add(parts);
        });
        for (TablePart part : single) {
            candidates.add(
                    new TableNaming.Candidate(part.relativePath(), part.file().fileName()));
            members.add(List.of(part));
        }
        TableNaming.Names names = TableNaming.assign(rootName, candidates, taken);
        List<CatalogTable> all = new ArrayList<>(candidates.size());
        Map<String, CatalogTable> present = new HashMap<>();
        for (int i = 0; i < candidates.size(); i++) {
            String path = candidates.get(i).relativePath();
            CatalogTable table = table(names.names().get(i), path, i < folders.size(), members.get(i));
            present.put(path, table);
            all.add(table);
            for (TablePart part : members.get(i)) {
                files.add(file(part, table.name()));
            }
        }
        tables = present;
        Map<String, List<CatalogTable>> ambiguous = new TreeMap<>();
        names.ambiguous()
                .forEach((name, indexes) ->
                        ambiguous.put(name, indexes.stream().map(all::get).toList()));
        taken.forEach(ambiguous::remove);
        addDefined(index, all, files);
        all.sort(Comparator.comparing(CatalogTable::name));
        files.sort(Comparator.comparing(CatalogFile::path));
        return new CatalogSnapshot(root.named(), all, files, ambiguous, index, groups);
    }

    /** The table that was there before, if it has its name still. */
    private CatalogTable table(String name, String path, boolean folder, List<TablePart> parts) {
        CatalogTable before = tables.get(path);
        TableContent content = folder
                ? before != null && before.content() instanceof FileGroup group
                        ? group
                        : groups.ofFolder(path.equals(".") ? "" : path)
                : parts.get(0).file();
        return before != null && before.name().equals(name) && before.content() == content
                ? before
                : new CatalogTable(name, path, content);
    }

    private static CatalogFile file(TablePart part, String table) {
        return new CatalogFile(
                part.path(), part.relativePath(), CatalogFile.Status.TABLE, table, part.sizeBytes(), "", "");
    }

    private void addDefined(FileIndex index, List<CatalogTable> all, List<CatalogFile> files) {
        for (CatalogTable table : defined.tables()) {
            all.add(table);
            List<TablePart> several = defined.parts(table, index);
            if (several != null) {
                several.forEach(part -> files.add(file(part, table.name())));
                continue;
            }
            Path path = table.files().get(0);
            long sizeBytes = DirectoryScanner.fileAsNow(path).sizeBytes();
            files.add(new CatalogFile(
                    path, table.relativePath(), CatalogFile.Status.TABLE, table.name(), sizeBytes, "", ""));
        }
    }
}
