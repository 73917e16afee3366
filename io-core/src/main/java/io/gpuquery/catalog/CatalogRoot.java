package io.gpuquery.catalog;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a catalog begins, and what lies inside it.
 *
 * @param named as the user named it, made absolute
 * @param real the same without links
 * @param singleFile whether it is one file instead of a directory
 */
record CatalogRoot(Path named, Path real, boolean singleFile) {
    private static final int MOST_NAMES_LOOKED_AT = 10_000;

    /**
     * Looks at the path.
     *
     * @throws DataException if there is nothing, nothing of use, or nothing that may be read
     */
    static CatalogRoot of(Path path) {
        Path named = path.toAbsolutePath().normalize();
        Path real = realPath(path.toAbsolutePath());
        if (Files.isDirectory(real)) {
            if (!Files.isReadable(real) || !Files.isExecutable(real)) {
                throw unreadable(named, null);
            }
            return new CatalogRoot(named, real, false);
        }
        if (!Files.isRegularFile(real)) {
            throw new DataException(
                    "This is neither a directory nor a regular file",
                    Location.of(named),
                    "Name a directory of CSV, JSON or Parquet files, or one such file.");
        }
        return new CatalogRoot(named, real, true);
    }

    /**
     * The path without links.
     *
     * @throws DataException if there is nothing
     */
    static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (java.nio.file.NoSuchFileException e) {
            throw missing(path.toAbsolutePath().normalize(), e);
        } catch (java.nio.file.AccessDeniedException e) {
            throw unreadable(path, e);
        } catch (IOException e) {
            throw new DataException(
                    "The path cannot be followed: " + e.getMessage(),
                    Location.of(path),
                    "Check the links of the path, and that the storage it lies on is available.",
                    e);
        }
    }

    /** Where relative paths of definitions start: the directory, or the one that a single file lies in. */
    Path base() {
        Path parent = real.getParent();
        return singleFile && parent != null ? parent : real;
    }

    /** Whether a path without links lies inside. */
    boolean contains(Path realPath) {
        return singleFile ? realPath.equals(real) : realPath.startsWith(real);
    }

    private static DataException unreadable(Path path, @Nullable Throwable cause) {
        return new DataException(
                "The directory cannot be read: permission denied",
                Location.of(path),
                "Give the user of this process the right to list and enter it.",
                cause);
    }

    private static DataException missing(Path path, Throwable cause) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return new DataException(
                    "This is a link that leads nowhere",
                    Location.of(path),
                    "Correct the link, or name another path.",
                    cause);
        }
        Path parent = path.getParent();
        while (parent != null && !Files.isDirectory(parent)) {
            parent = parent.getParent();
        }
        String hint = "Check the path.";
        if (parent != null) {
            Path absent = parent.relativize(path).getName(0);
            String similar = NearestNames.nearest(absent.toString(), names(parent));
            hint = similar == null
                    ? "The nearest that exists is " + parent + "; \"" + absent + "\" is not in it."
                    : "Did you mean " + parent.resolve(similar) + "?";
        }
        return new DataException("There is no such file or directory", Location.of(path), hint, cause);
    }

    private static List<String> names(Path directory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                names.add(FileName.text(entry));
                if (names.size() == MOST_NAMES_LOOKED_AT) {
                    break;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Suggestions are a courtesy; the failure that is reported is the missing path.
            return List.of();
        }
        return names;
    }
}
