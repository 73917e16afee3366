package io.gpuquery.catalog;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.memory.FileVersion;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files below a directory.
 *
 * <p>Each folder is visited once, under its own path if it has one below the root, so that links can make neither circles nor
 * doubles of whole folders. Folders that did not change since the previous scan are not read again. Used by one thread at a time.
 */
final class DirectoryScanner {
    private static final String SPECIAL_FILE = "not a regular file but a device, a pipe or a socket";
    private static final String UNREADABLE_ENTRY = "the operating system does not tell what it is";

    private static final Obstacle HIDDEN =
            new Obstacle("hidden: its name begins with . or _", "Rename it, or define it as a table.");
    private static final Obstacle OUTWARD = new Obstacle(
            "a link that leaves the directory", "Set followLinks to true, or open the folder that it leads to.");

    private static final FileTime NEVER = FileTime.fromMillis(0);

    private final CatalogRoot root;
    private final int maxFiles;
    private final boolean followLinks;
    private final boolean calciteFile;
    private Map<Path, Folder> folders = new HashMap<>();
    private @Nullable Listing last;
    private boolean uncertain;

    DirectoryScanner(CatalogRoot root, CatalogOptions options) {
        this.root = root;
        this.maxFiles = options.maxFiles();
        this.followLinks = options.followLinks();
        this.calciteFile = options.readOptions().isCalciteFile();
    }

    /** What kind of thing an entry is. */
    enum Type {
        FILE,
        FOLDER,
        LINK,
        SPECIAL,
        UNREADABLE
    }

    /** An entry of a folder. */
    record Entry(Path path, Type type, long sizeBytes, FileTime modified) {}

    /** A regular file that may be a table, as it was when its folder was read. */
    record FoundFile(Path path, long sizeBytes, FileTime modified) {}

    /** A folder to visit: as it is listed, and without links. */
    private record Place(Path path, Path real) {}

    /** The entries of one folder, and whether they can be trusted while its version stays the same. */
    private record Folder(FileVersion version, boolean settled, List<Entry> entries) {
        boolean isStill(FileVersion present) {
            return settled && version.equals(present);
        }
    }

    /**
     * What was found, in the order of paths.
     *
     * @param files regular files, hidden ones left out
     * @param passedOver what will not be looked at further, and why
     */
    record Listing(List<FoundFile> files, List<CatalogFile> passedOver) {}

    /**
     * Scans the directory; an equal listing means that nothing changed.
     *
     * @throws DataException if the root cannot be read, or there are too many entries
     */
    Listing scan() {
        Listing before = last;
        // Where a link leads, and what may be read, change without any folder that was read.
        if (before != null && !uncertain && sameFolders()) {
            return before;
        }
        Listing listing = new Walk().run();
        last = listing;
        return listing;
    }

    private boolean sameFolders() {
        for (Map.Entry<Path, Folder> folder : folders.entrySet()) {
            try {
                if (!folder.getValue().isStill(version(folder.getKey()))) {
                    return false;
                }
            } catch (IOException e) {
                // The walk tells whether that is an error.
                return false;
            }
        }
        return true;
    }

    private final class Walk {
        private final Map<Path, Folder> visited = new HashMap<>();
        private final Set<Path> realFolders = new HashSet<>();
        private final List<FoundFile> files = new ArrayList<>();
        private final List<CatalogFile> passedOver = new ArrayList<>();
        private final Deque<Place> pending = new ArrayDeque<>();
        private final List<Path> links = new ArrayList<>();
        private int entryCount;

        Listing run() {
            pending.add(new Place(root.real(), root.real()));
            realFolders.add(root.real());
            uncertain = false;
            while (!pending.isEmpty() || !links.isEmpty()) {
                while (!pending.isEmpty()) {
                    visit(pending.removeFirst());
                }
                // Folders come first under their own paths; only then is it known which links lead to something new.
                uncertain |= !links.isEmpty();
                links.sort(Comparator.naturalOrder());
                List<Path> round = List.copyOf(links);
                links.clear();
                round.forEach(this::follow);
            }
            folders = visited;
            files.sort(Comparator.comparing(FoundFile::path));
            passedOver.sort(Comparator.comparing(CatalogFile::path));
            return new Listing(List.copyOf(files), List.copyOf(passedOver));
        }

        private void visit(Place place) {
            Path folder = place.path();
            Folder known;
            try {
                known = folder(folder);
            } catch (NoSuchFileException | NotDirectoryException e) {
                if (folder.equals(root.real())) {
                    throw new DataException(
                            "The directory is gone",
                            Location.of(root.named()),
                            "It existed when it was opened; restore it, or open another.",
                            e);
                }
                return;
            } catch (IOException e) {
                unreadable(folder, e);
                return;
            }
            visited.put(folder, known);
            entryCount += known.entries().size();
            requireFewEntries();
            for (Entry entry : known.entries()) {
                add(entry, place);
            }
        }

        private Folder folder(Path path) throws IOException {
            FileVersion version = version(path);
            Folder previous = folders.get(path);
            if (previous != null && previous.isStill(version)) {
                return previous;
            }
            boolean settled = version.isSettled(nowNanos());
            return new Folder(version, settled, read(path));
        }

        private List<Entry> read(Path folder) throws IOException {
            List<Entry> entries = new ArrayList<>();
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                for (Path path : stream) {
                    Entry entry = entry(path);
                    if (entry != null) {
                        entries.add(entry);
                    }
                    if (entryCount + entries.size() > maxFiles) {
                        break;
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            return List.copyOf(entries);
        }

        private void requireFewEntries() {
            if (entryCount > maxFiles) {
                throw new DataException(
                        "There are more than " + maxFiles + " entries in this directory and its folders",
                        Location.of(root.named()),
                        "Open a folder further down, or raise maxFiles.");
            }
        }

        private void add(Entry entry, Place parent) {
            if (calciteFile && entry.type() == Type.FOLDER) {
                pass(entry.path(), CalciteFileFolder.FOLDER);
                return;
            }
            if (calciteFile && entry.type() == Type.FILE && !CalciteFileFolder.takes(FileName.text(entry.path()))) {
                pass(entry.path(), CalciteFileFolder.OTHER_FILE);
                return;
            }
            if (!calciteFile && isHidden(entry.path())) {
                pass(entry.path(), CatalogFile.Status.PASSED_OVER, HIDDEN);
                return;
            }
            switch (entry.type()) {
                case FILE -> files.add(new FoundFile(entry.path(), entry.sizeBytes(), entry.modified()));
                case FOLDER -> {
                    Path real = parent.real().resolve(entry.path().getFileName());
                    if (realFolders.add(real)) {
                        pending.add(new Place(entry.path(), real));
                    } else {
                        pass(entry.path(), "a folder that is listed under another path");
                    }
                }
                case LINK -> links.add(entry.path());
                case SPECIAL -> pass(entry.path(), SPECIAL_FILE);
                case UNREADABLE ->
                    pass(entry.path(), CatalogFile.Status.UNREADABLE, Obstacle.unreadable(UNREADABLE_ENTRY));
            }
        }

        private void follow(Path link) {
            Path target;
            try {
                target = link.toRealPath();
            } catch (NoSuchFileException e) {
                pass(link, "a link that leads nowhere");
                return;
            } catch (IOException e) {
                pass(
                        link,
                        CatalogFile.Status.UNREADABLE,
                        Obstacle.unreadable("a link that cannot be followed: " + cause(e)));
                return;
            }
            if (!followLinks && !root.contains(target)) {
                pass(link, CatalogFile.Status.PASSED_OVER, OUTWARD);
                return;
            }
            Entry entry = entry(target);
            if (entry == null) {
                pass(link, "a link that leads nowhere");
                return;
            }
            if (calciteFile && entry.type() == Type.FILE && !CalciteFileFolder.takes(FileName.text(link))) {
                pass(link, CalciteFileFolder.OTHER_FILE);
                return;
            }
            switch (entry.type()) {
                case FILE -> files.add(new FoundFile(link, entry.sizeBytes(), entry.modified()));
                case FOLDER -> {
                    if (calciteFile) {
                        pass(link, CalciteFileFolder.FOLDER);
                    } else {
                        followFolder(link, target);
                    }
                }
                case LINK, SPECIAL -> pass(link, SPECIAL_FILE);
                case UNREADABLE -> pass(link, CatalogFile.Status.UNREADABLE, Obstacle.unreadable(UNREADABLE_ENTRY));
            }
        }

        private void followFolder(Path link, Path target) {
            if (root.real().startsWith(target)) {
                pass(link, "a link to a folder that it lies in");
            } else if (!realFolders.add(target)) {
                pass(link, "a link to a folder that is listed under another path");
            } else {
                pending.add(new Place(link, target));
            }
        }

        private void unreadable(Path folder, IOException e) {
            if (folder.equals(root.real())) {
                throw new DataException(
                        "The directory cannot be read: " + cause(e),
                        Location.of(root.named()),
                        "Give the user of this process the right to list and enter it, and check its storage.",
                        e);
            }
            pass(folder, CatalogFile.Status.UNREADABLE, Obstacle.unreadable("the folder cannot be read: " + cause(e)));
        }

        private void pass(Path path, String reason) {
            pass(path, CatalogFile.Status.PASSED_OVER, Obstacle.entry(reason));
        }

        private void pass(Path path, CatalogFile.Status status, Obstacle obstacle) {
            uncertain |= status == CatalogFile.Status.UNREADABLE;
            String relative = relative(root.base(), path);
            passedOver.add(new CatalogFile(path, relative, status, null, 0, obstacle.reason(), obstacle.hint()));
        }
    }

    /** A file that is named instead of found; where it is gone, without size: whoever opens it reports that. */
    static FoundFile fileAsNow(Path path) {
        Entry entry = entry(path);
        return entry == null ? new FoundFile(path, 0, NEVER) : new FoundFile(path, entry.sizeBytes(), entry.modified());
    }

    private static @Nullable Entry entry(Path path) {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            // It vanished since its name was read.
            return null;
        } catch (IOException e) {
            return new Entry(path, Type.UNREADABLE, 0, NEVER);
        }
        Type type = attributes.isSymbolicLink()
                ? Type.LINK
                : attributes.isDirectory() ? Type.FOLDER : attributes.isRegularFile() ? Type.FILE : Type.SPECIAL;
        return type == Type.FILE
                ? new Entry(path, type, attributes.size(), attributes.lastModifiedTime())
                : new Entry(path, type, 0, NEVER);
    }

    /** The version of a folder or file, with the JDK's exceptions, which tell the reasons apart. */
    static FileVersion version(Path path) throws IOException {
        try {
            return FileVersion.of(path);
        } catch (DataException e) {
            Files.readAttributes(path, BasicFileAttributes.class);
            throw new IOException(e.problem(), e);
        }
    }

    private static boolean isHidden(Path path) {
        String name = FileName.text(path);
        return name.startsWith(".") || name.startsWith("_");
    }

    /** Why something could not be looked at, as a phrase without its path. */
    static String cause(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "it is not there any more";
        }
        String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    /** A path below another, its parts joined by {@code /}, in composed form. */
    static String relative(Path base, Path path) {
        Path parent = path.getParent();
        String name = FileName.text(path);
        return parent == null || path.equals(base) || parent.equals(base) || !path.startsWith(base)
                ? name
                : relative(base, parent) + "/" + name;
    }

    static long nowNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
