package io.gpuquery.catalog;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.TableSchema;
import io.gpuquery.compression.Compression;
import io.gpuquery.compression.Decompression;
import io.gpuquery.error.DataException;
import io.gpuquery.error.EmptyFileException;
import io.gpuquery.error.Location;
import io.gpuquery.error.MisfitException;
import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FileVersion;
import io.gpuquery.parts.PartOpener;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ChunkedReader;
import io.gpuquery.scan.ColumnFinding;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.ScanStarter;
import io.gpuquery.streamed.StreamedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that is a table, and what was found out about its present version. Lives as long as the file is listed, over all
 * snapshots.
 *
 * <p>Any thread may call it; one describes while the others wait for the result.
 */
final class TableFile implements TableContent {
    /** Of so small a file the text is taken as a whole. */
    private static final int SMALL_BYTES = 32 << 10;

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
    /** The same, also of a version that may still be changing. */
    private volatile @Nullable Known lastKnown;
    /** Columns whose types turned out to be wider than the sample told, of a version and of those that it grew to. */
    private volatile Map<String, WidenedType> widened = Map.of();

    private volatile @Nullable FileVersion widenedVersion;
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

    /** How its text is read. */
    private enum Text {
        /** As it is in the file. */
        PLAIN,
        /** Decompressed as a whole, before anything else: what is short, and what is only understood from its whole. */
        WHOLE,
        /** Decompressed while it is read. */
        STREAMED
    }

    /** What is known of one version: a description, or why there is none; of an empty file both, the first for a part. */
    private record Known(
            FileVersion version,
            @Nullable FileDescription description,
            @Nullable DataException failure,
            Text text) {
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

    /** The present version as it is in the file. */
    private FileContents open() {
        confinement.check(path);
        FileContents contents = pool.open(path);
        try {
            return FileHead.compression(contents) == null ? growing.limit(contents) : contents;
        } catch (RuntimeException | Error e) {
            contents.close();
            throw e;
        }
    }

    /** Null where the file is not compressed. */
    private @Nullable Decompression decompression(FileContents contents) {
        Compression compression = FileHead.compression(contents);
        return compression == null ? null : new Decompression(compression, confinement.maxDecompressedBytes());
    }

    /** The text of a version that is compressed, as a whole; the contents stay the caller's. */
    private FileContents openWhole(FileContents compressed, Decompression decompression) {
        FileContents text = pool.open(path, decompression);
        if (!text.version().equals(compressed.version())) {
            text.close();
            throw new DataException(
                    "The file changed while the statement read it",
                    Location.of(path),
                    "Run the statement again; to replace a file under readers, write another one and rename it.");
        }
        return text;
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
                present = widen(look(contents, cancellation));
                known = contents.isCacheable() ? present : null;
                lastKnown = present;
            }
        }
        return present;
    }

    /** Learns from a value that does not fit what was inferred; gives what to tell. */
    MisfitException learn(MisfitException misfit) {
        synchronized (describing) {
            Known present = lastKnown;
            FileDescription description = present == null ? null : present.description();
            String column = misfit.location().column();
            int index = description == null || column == null
                    ? -1
                    : description.schema().indexOf(column);
            if (present == null || description == null || index < 0) {
                return misfit;
            }
            ColumnDefinition definition = description.schema().column(index);
            WidenedType type = WidenedType.of(definition.type(), misfit, options);
            if (!type.type().equals(definition.type())) {
                learn(present.version(), definition.name(), type);
            }
            return misfit.withHint("The next statement reads the column as " + type.type() + ".");
        }
    }

    private void learn(FileVersion version, String column, WidenedType type) {
        synchronized (describing) {
            Map<String, WidenedType> more = new HashMap<>(widened);
            more.put(column, type);
            widened = more;
            widenedVersion = version;
            Known present = known;
            known = present == null ? null : widen(present);
            Known last = lastKnown;
            lastKnown = last == null ? null : widen(last);
        }
        // Those are the same file, whatever stands in its first row.
        for (TableFile other : new TableFile[] {withNames, withoutNames}) {
            if (other != null) {
                other.learn(version, column, type);
            }
        }
    }

    /** The same with what was learned of its version, or of one that grew to it. */
    private Known widen(Known found) {
        FileDescription description = found.description();
        FileVersion learned = widenedVersion;
        if (description == null || learned == null) {
            return found;
        }
        if (!learned.isSameFile(found.version())
                || learned.sizeBytes() > found.version().sizeBytes()) {
            widened = Map.of();
            widenedVersion = null;
            return found;
        }
        List<ColumnDefinition> columns = new ArrayList<>(description.schema().columns());
        List<ColumnFinding> findings = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            ColumnDefinition column = columns.get(i);
            WidenedType type = widened.get(column.name());
            ColumnFinding finding = description.finding(i);
            findings.add(type == null ? finding : finding.because(type.reason()));
            columns.set(i, type == null ? column : new ColumnDefinition(column.name(), type.type(), column.nullable()));
        }
        FileDescription wider = new FileDescription(
                description.format(),
                new TableSchema(columns),
                description.statistics(),
                description.details(),
                findings);
        return new Known(found.version(), wider, found.failure(), found.text());
    }

    private Known look(FileContents contents, Cancellation cancellation) {
        Known result;
        Decompression decompression = decompression(contents);
        if (decompression == null) {
            result = look(contents, contents.version(), Text.PLAIN, cancellation);
        } else {
            result = lookAtCompressed(contents, decompression, cancellation);
        }
        // What was read while the file changed says nothing about either version.
        contents.ensureUnchanged();
        return result;
    }

    private Known lookAtCompressed(FileContents contents, Decompression decompression, Cancellation cancellation) {
        try {
            FileDescription streamed =
                    contents.sizeBytes() < SMALL_BYTES ? null : describeStreamed(contents, decompression, cancellation);
            if (streamed != null) {
                lastFormat = streamed.format();
                return new Known(contents.version(), streamed, null, Text.STREAMED);
            }
            try (FileContents text = openWhole(contents, decompression)) {
                return look(text, contents.version(), Text.WHOLE, cancellation);
            }
        } catch (DataException e) {
            return new Known(contents.version(), null, e, Text.WHOLE);
        }
    }

    /** What the head of a compressed text says; null where it is short, or has to be looked at as a whole. */
    private @Nullable FileDescription describeStreamed(
            FileContents contents, Decompression decompression, Cancellation cancellation) {
        FileFormat format = givenFormat;
        try (FileContents head = StreamedReader.head(contents, decompression, cancellation)) {
            if (head.isWhole()) {
                return null;
            }
            format = format != null ? format : detect(head);
        }
        return readers.reader(format, path) instanceof ChunkedReader reader
                ? new StreamedReader(reader, decompression).describeHead(contents, options, cancellation)
                : null;
    }

    private Known look(FileContents contents, FileVersion version, Text text, Cancellation cancellation) {
        FileFormat format = FileFormat.CSV;
        try {
            format = givenFormat != null ? givenFormat : detect(contents);
            FormatReader reader = readers.reader(format, path);
            FileDescription description = contents.guard(() -> reader.describe(contents, options, cancellation));
            lastFormat = description.format();
            return new Known(version, description, null, text);
        } catch (EmptyFileException e) {
            return new Known(version, FileDescription.ofNothing(format), e, text);
        } catch (DataException e) {
            return new Known(version, null, format == FileFormat.PARQUET ? e : disguise(contents, e), text);
        }
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
            Known described = known(contents, cancellation);
            FileDescription description = described.get(part);
            FormatReader reader = readers.reader(description.format(), path);
            Decompression decompression = described.text() == Text.PLAIN ? null : decompression(contents);
            if (decompression != null && described.text() == Text.STREAMED) {
                reader = new StreamedReader((ChunkedReader) reader, decompression);
            } else if (decompression != null) {
                FileContents text = openWhole(contents, decompression);
                contents.close();
                contents = text;
            }
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
        return new LearningScan(starter.start(version.reader(), request), this::learn);
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
