package io.gpuquery.parts;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.TableSchema;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.scan.ColumnFinding;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What files of delimited text say about the names of a table's columns, where some begin with a row of names and others do not: as
 * where a long file was cut into pieces. A file that was taken for one without names has its first row skipped if these are the names
 * of the others, and has else their names, by position, if it has as many columns and their types fit.
 *
 * <p>In a folder of parts, which come from one writer, a row of names that no other file has, and that has no name in common with the
 * others, is a row like any other if its texts fit. Immutable; any thread may use it.
 */
public final class PartHeaders {
    private final List<Header> headers;
    private final boolean folder;

    private PartHeaders(List<Header> headers, boolean folder) {
        this.headers = headers;
        this.folder = folder;
    }

    /** Describes a file as one that begins with a row of names, or as one that does not. */
    @FunctionalInterface
    public interface Reading {
        FileDescription withHeader(boolean header);
    }

    /** A row of names, and the first file that has it. */
    private record Header(Path path, FileDescription description, List<String> names, int files) {
        TableSchema schema() {
            return description.schema();
        }

        Header andAnother() {
            return new Header(path, description, names, files + 1);
        }
    }

    /**
     * What some files say; null where none has names.
     *
     * @param paths files of which nobody said whether they have names
     * @param descriptions what is known of each, in their order
     * @param folder whether they are the parts of a folder, and not files that somebody chose
     */
    public static @Nullable PartHeaders of(List<Path> paths, List<FileDescription> descriptions, boolean folder) {
        Map<List<String>, Header> headers = new LinkedHashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            FileDescription description = descriptions.get(i);
            if (description.format() == FileFormat.CSV && !description.isNothing() && !isNameless(description)) {
                List<String> names = names(description.schema());
                headers.merge(
                        names, new Header(paths.get(i), description, names, 1), (known, more) -> known.andAnother());
            }
        }
        if (headers.isEmpty()) {
            return null;
        }
        return new PartHeaders(trusted(List.copyOf(headers.values()), folder), folder);
    }

    /** Without those that may be rows like any other. */
    private static List<Header> trusted(List<Header> headers, boolean folder) {
        if (!folder) {
            return headers;
        }
        Header first = headers.stream()
                .filter(header -> header.files() > 1)
                .findFirst()
                .orElse(headers.get(0));
        return headers.stream()
                .filter(header -> header.files() > 1
                        || header.names().equals(first.names())
                        || !isStrange(header.names(), first.names()))
                .toList();
    }

    /** Whether there are as many names, and none in common. */
    private static boolean isStrange(List<String> names, List<String> reference) {
        return names.size() == reference.size() && Collections.disjoint(names, reference);
    }

    private boolean isKnown(List<String> names) {
        return headers.stream().anyMatch(header -> header.names().equals(names));
    }

    private static boolean isNameless(FileDescription description) {
        return !description.findings().isEmpty()
                && description.findings().stream().allMatch(finding -> finding.nameInFile() == null);
    }

    private static List<String> names(TableSchema schema) {
        return schema.columns().stream()
                .map(column -> column.name().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT))
                .toList();
    }

    /**
     * The file as a part of the table.
     *
     * @param found what was found out of it by itself
     * @param again finds out more
     * @throws DataException if it has no names and those of others do not fit, with two files
     */
    public FileDescription agree(Path path, FileDescription found, Reading again) {
        if (found.format() != FileFormat.CSV || found.isNothing()) {
            return found;
        }
        List<String> names = names(found.schema());
        if (isKnown(names)) {
            return found;
        }
        if (isNameless(found)) {
            return withNames(path, found, again);
        }
        if (!folder || !isStrange(names, headers.get(0).names())) {
            return found;
        }
        FileDescription nameless = again.withHeader(false);
        return misfit(headers.get(0), nameless) == null ? named(nameless, headers.get(0)) : found;
    }

    private FileDescription withNames(Path path, FileDescription found, Reading again) {
        List<Header> asMany = headers.stream()
                .filter(header ->
                        header.schema().columnCount() == found.schema().columnCount())
                .toList();
        if (asMany.isEmpty()) {
            Header other = headers.get(0);
            throw disagreement(
                    other.path() + " begins with the names of " + columns(other.schema()) + ", and " + path + " has "
                            + columns(found.schema()) + " without names",
                    path);
        }
        FileDescription beginning = again.withHeader(true);
        if (isKnown(names(beginning.schema()))) {
            return beginning;
        }
        List<Header> fitting =
                asMany.stream().filter(header -> misfit(header, found) == null).toList();
        if (fitting.isEmpty()) {
            throw disagreement(misfit(asMany.get(0), found) + " in " + path + ", which has no names", path);
        }
        if (fitting.size() > 1) {
            throw disagreement(
                    path + " has no names, and those of " + fitting.get(0).path() + " fit as well as those of "
                            + fitting.get(1).path(),
                    path);
        }
        return named(found, fitting.get(0));
    }

    private static String columns(TableSchema schema) {
        return schema.columnCount() == 1 ? "1 column" : schema.columnCount() + " columns";
    }

    /** The beginning of a sentence about the first column whose type does not fit; null where all do. */
    private static @Nullable String misfit(Header header, FileDescription nameless) {
        for (int i = 0; i < header.schema().columnCount(); i++) {
            ColumnDefinition wanted = header.schema().column(i);
            ColumnType type = nameless.schema().column(i).type();
            boolean valueless = !nameless.finding(i).hasValues()
                    || !header.description().finding(i).hasValues();
            if (!valueless && !wanted.type().equals(ColumnType.VARCHAR) && TypeUnion.of(wanted.type(), type) == null) {
                return "column \"" + wanted.name() + "\" is " + wanted.type() + " in " + header.path() + " and " + type;
            }
        }
        return null;
    }

    /** A file without names under those of another. */
    private static FileDescription named(FileDescription nameless, Header header) {
        List<ColumnDefinition> columns = new ArrayList<>();
        List<ColumnFinding> findings = new ArrayList<>();
        for (int i = 0; i < nameless.schema().columnCount(); i++) {
            ColumnDefinition own = nameless.schema().column(i);
            columns.add(new ColumnDefinition(header.schema().column(i).name(), own.type(), own.nullable()));
            findings.add(new ColumnFinding(
                    header.description().finding(i).nameInFile(),
                    nameless.finding(i).hasValues()));
        }
        return new FileDescription(
                nameless.format(), new TableSchema(columns), nameless.statistics(), nameless.details(), findings);
    }

    private static DataException disagreement(String what, Path path) {
        return new DataException(
                "The files of the table disagree: " + what,
                Location.of(path),
                "Write the names of its columns as the first row of the file, or query the files apart: their paths are"
                        + " names of tables too.");
    }
}
