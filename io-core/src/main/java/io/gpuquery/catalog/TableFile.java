package io.gpuquery.catalog;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.TableSchema;
import io.gpuquery.compression.Compression;
import io.gpuquery.compression.Decompression;
import io.gpuquery.error.DataException;
import io.gpuquery.error.EmptyFileException;
import io.gpuquery.error.Location;
import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FileVersion;
import io.gpuquery.parts.PartOpener;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.ScanStarter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that is a table, and what was found out about its present version. Lives as long as the file is listed, over all
 * snapshots.
 *
 * <p>Any thread may call it; one describes while the others wait for the result.
 */
final class TableFile implements TableContent {
    private final Path path;
    private final Confinement confinement;
    private final FileName fileName;
    private final @Nullable FileFormat givenFormat;
    private final ReadOptions options;
    private final FilePool pool;
    private final FormatReaders readers;
    private final GrowingText growing = new GrowingText();
    private final Object describing = new Object();
    private volatile @Nullable Known known;
    private volatile @Nullable FileFormat lastFormat;
    private volatile @Nullable TableFile withNames;
    private volatile @Nullable TableFile withoutNames;

    TableFile(
            Path path,
            Confinement confinement,
            @Nullable FileFormat givenFormat,
            ReadOptions options,
            FilePool pool,
            FormatReaders readers) {
        this.path = path;
        this.confinement = confinement;
        this.fileName = FileName.of(path);
        this.givenFormat = givenFormat;
        this.options = options;
        this.pool = pool;
        this.readers = readers;
    }

    /** What is known of one version: a description, or why there is none; of an empty file both, the first for a part. */
    private record Known(
            FileVersion version,
            @Nullable FileDescription description,
            @Nullable DataException failure) {
        FileDescription get(boolean part) {
            if (description != null && (part || failure == null)) {
                return description;
            }
            DataException original = Objects.requireNonNull(failure);
            // A stack of its own for each caller.
            throw new DataException(original.problem(), original.location(), original.hint(), original);
        }
    }

    Path path() {
        return path;
    }

    /** The same file, as one that begins with a row of names, or does not: whatever it looks like. */
    TableFile withHeader(boolean header) {
        TableFile made = header ? withNames : withoutNames;
        if (made == null) {
            made = new TableFile(path, confinement, givenFormat, options.withHeader(header), pool, readers);
            if (header) {
                withNames = made;
            } else {
                withoutNames = made;
            }
        }
        return made;
    }

    FileName fileName() {
        return fileName;
    }

    @Override
    public List<Path> files() {
        return List.of(path);
    }

    @Override
    public ReadOptions options() {
        return options;
    }

    /** The format when somebody last looked; never throws: of a file that cannot be looked at, what its name claims. */
    @Override
    public FileFormat format() {
        FileFormat format = givenFormat != null ? givenFormat : lastFormat;
        if (format == null) {
            try {
                format = FormatDetector.detect(fileName, path).format();
            } catch (IOException e) {
                // Whoever reads the file gets this failure; a listing must not break over one file.
                format = fileName.format();
            }
            format = format == null ? FileFormat.CSV : format;
            lastFormat = format;
        }
        return format;
    }

    @Override
    public FileDescription describe(Cancellation cancellation) {
        return known(cancellation).get(false);
    }

    /** As the other, of a file among others of one table: an empty one has no columns and no rows. */
    FileDescription describeAsPart(Cancellation cancellation) {
        return known(cancellation).get(true);
    }

    private Known known(Cancellation cancellation) {
        Known present = known;
        if (present != null && present.version().equals(FileVersion.of(path))) {
            return present;
        }
        try (FileContents contents = open()) {
            return known(contents, cancellation);
        }
    }

    private FileContents open() {
        confinement.check(path);
        FileContents contents = pool.open(path);
        Compression compression;
        try {
            compression = FileHead.compression(contents);
        } catch (RuntimeException | Error e) {
            contents.close();
            throw e;
        }
        if (compression == null) {
            return growing.limit(contents);
        }
        contents.close();
        return pool.open(path, new Decompression(compression, confinement.maxDecompressedBytes()));
    }

    /** As the other, of a version that is open; it stays the caller's. */
    FileDescription describe(FileContents contents, Cancellation cancellation) {
        return known(contents, cancellation).get(false);
    }

    private Known known(FileContents contents, Cancellation cancellation) {
        Known present = known;
        if (present != null && present.version().equals(contents.version())) {
            return present;
        }
        synchronized (describing) {
            present = known;
            if (present == null || !present.version().equals(contents.version())) {
                present = look(contents, cancellation);
                known = contents.isCacheable() ? present : null;
            }
        }
        return present;
    }

    private Known look(FileContents contents, Cancellation cancellation) {
        Known result;
        FileFormat format = FileFormat.CSV;
        try {
            format = givenFormat != null ? givenFormat : detect(contents);
            FormatReader reader = readers.reader(format, path);
            FileDescription description = contents.guard(() -> reader.describe(contents, options, cancellation));
            lastFormat = description.format();
            result = new Known(contents.version(), description, null);
        } catch (EmptyFileException e) {
            result = new Known(contents.version(), FileDescription.ofNothing(format), e);
        } catch (DataException e) {
            result = new Known(contents.version(), null, format == FileFormat.PARQUET ? e : disguise(contents, e));
        }
        // What was read while the file changed says nothing about either version.
        contents.ensureUnchanged();
        return result;
    }

    /** What is wrong with text may be that it is none. */
    private DataException disguise(FileContents contents, DataException failure) {
        Obstacle other = Obstacle.disguised(FileHead.of(contents));
        return other == null
                ? failure
                : new DataException(
                        "The file is named like a table and is none: " + other.reason(),
                        Location.of(path),
                        other.hint(),
                        failure);
    }

    /** What the name says of contents that are not compressed any more. */
    private FileName innerName() {
        return fileName.claim() == FileName.Claim.COMPRESSED ? fileName.withClaim(FileName.Claim.NOTHING) : fileName;
    }

    private FileFormat detect(FileContents contents) {
        FileFormat named = options.isCalciteFile() ? CalciteFileFolder.format(FileName.text(path)) : null;
        if (named != null) {
            return named;
        }
        FormatDetector.Detection detection = FormatDetector.detect(innerName(), FileHead.of(contents));
        if (detection.format() != null) {
            return detection.format();
        }
        Obstacle obstacle = detection.obstacle();
        throw new DataException(
                "The file is of no known format: " + obstacle.reason(), Location.of(path), obstacle.hint());
    }

    /** The version that the statement reads, and what is known of it; the contents are the caller's. */
    private PartOpener.Version open(StatementFiles files, Cancellation cancellation) {
        return open(files, cancellation, false);
    }

    /** As the other, of a file among others of one table. */
    PartOpener.Version openAsPart(StatementFiles files, Cancellation cancellation) {
        return open(files, cancellation, true);
    }

    private PartOpener.Version open(StatementFiles files, Cancellation cancellation, boolean part) {
        FileContents contents = files.open(path, this::open);
        try {
            FileDescription description = known(contents, cancellation).get(part);
            FormatReader reader = readers.reader(description.format(), path);
            return new PartOpener.Version(contents, description, reader, options);
        } catch (RuntimeException | Error e) {
            contents.close();
            throw e;
        }
    }

    @Override
    public Scan scan(
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            int batchRows,
            Cancellation cancellation,
            StatementFiles files,
            ScanStarter starter,
            boolean exact) {
        PartOpener.Version version = open(files, cancellation);
        ScanRequest request;
        try {
            requireSameSchema(planned, version.description().schema());
            request = new ScanRequest(
                    version.contents(), version.description(), columns, predicates, options, batchRows, cancellation);
        } catch (RuntimeException | Error e) {
            version.contents().close();
            throw e;
        }
        return starter.start(version.reader(), request);
    }

    /** The numbers of columns in a plan mean something only in the schema that it was made for. */
    private void requireSameSchema(TableSchema planned, TableSchema present) {
        boolean same = planned.columnCount() == present.columnCount();
        for (int i = 0; same && i < planned.columnCount(); i++) {
            ColumnDefinition before = planned.column(i);
            ColumnDefinition now = present.column(i);
            same = before.name().equals(now.name())
                    && before.type().equals(now.type())
                    && (before.nullable() || !now.nullable());
        }
        if (!same) {
            throw new DataException(
                    "The columns of the file changed while the statement was prepared",
                    Location.of(path),
                    "Run the statement again.");
        }
    }
}
