package io.gpuquery.catalog;

import io.gpuquery.column.TableSchema;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.error.MisfitException;
import io.gpuquery.memory.FileContents;
import io.gpuquery.parts.PartFile;
import io.gpuquery.parts.PartHeaders;
import io.gpuquery.parts.PartOpener;
import io.gpuquery.parts.PartTable;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanStarter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Several files that are one table: those of the moment, in the order of their paths. */
final class FileGroup implements TableContent {
    /** As in {@link Catalog}: a look at all files serves for this many times its own duration, up to the maximum. */
    private static final int REST_PER_LOOK = 10;

    private static final long MOST_REST_NANOS = Duration.ofMillis(100).toNanos();

    private final Path place;
    private final ReadOptions options;
    private final Members members;
    private final boolean folder;
    private final Executor executor;
    private final Object describing = new Object();
    private volatile @Nullable Known known;

    /**
     * @param place the folder, or what else tells people where the files are
     * @param options how they are read
     * @param members which they are
     * @param folder whether they are the parts of a folder, and not files that somebody chose
     * @param executor threads to look at many files with
     */
    FileGroup(Path place, ReadOptions options, Members members, boolean folder, Executor executor) {
        this.place = place;
        this.options = options;
        this.members = members;
        this.folder = folder;
        this.executor = executor;
    }

    /** Which files belong to the table. */
    interface Members {
        /** Those that a recent look at the directory found. */
        List<TablePart> recent();

        /** Those that are there now. */
        List<TablePart> present();
    }

    /** What is known of some versions of the files. */
    private record Known(
            List<TablePart> parts,
            PartTable table,
            List<FileDescription> each,
            @Nullable PartHeaders headers,
            @Nullable FileDescription description,
            @Nullable DataException failure,
            long lookedNanos,
            long restNanos) {
        boolean rests(List<TablePart> present) {
            return parts == present && System.nanoTime() - lookedNanos < restNanos;
        }

        FileDescription get() {
            if (description != null) {
                return description;
            }
            DataException original = Objects.requireNonNull(failure);
            throw new DataException(original.problem(), original.location(), original.hint(), original);
        }
    }

    @Override
    public List<Path> files() {
        List<TablePart> parts = members.recent();
        return parts.isEmpty()
                ? List.of(place)
                : parts.stream().map(TablePart::path).toList();
    }

    @Override
    public List<Path> filledFiles() {
        Known described = known;
        if (described == null || described.parts() != members.recent()) {
            return files();
        }
        List<Path> filled = new ArrayList<>();
        for (int i = 0; i < described.parts().size(); i++) {
            if (!described.each().get(i).isNothing()) {
                filled.add(described.parts().get(i).path());
            }
        }
        return filled;
    }

    @Override
    public FileFormat format() {
        List<TablePart> parts = members.recent();
        return parts.isEmpty() ? FileFormat.CSV : parts.get(0).file().format();
    }

    @Override
    public ReadOptions options() {
        return options;
    }

    @Override
    public FileDescription describe(Cancellation cancellation) {
        return look(members.recent(), cancellation).get();
    }

    private Known look(List<TablePart> parts, Cancellation cancellation) {
        Known before = known;
        if (before != null && before.rests(parts)) {
            return before;
        }
        synchronized (describing) {
            before = known;
            if (before == null || !before.rests(parts)) {
                before = describe(parts, before, cancellation);
                known = before;
            }
            return before;
        }
    }

    private Known describe(List<TablePart> parts, @Nullable Known before, Cancellation cancellation) {
        requireFiles(parts);
        long startNanos = System.nanoTime();
        FileDescription[] each = new FileDescription[parts.size()];
        SharedWork.forEach(
                each.length, executor, i -> each[i] = parts.get(i).file().describeAsPart(cancellation));
        long nowNanos = System.nanoTime();
        long restNanos = Math.min(MOST_REST_NANOS, REST_PER_LOOK * (nowNanos - startNanos));
        List<FileDescription> all = Arrays.asList(each);
        if (all.stream().allMatch(FileDescription::isNothing)) {
            // Its own complaint is that of the table; there is none if it has just been written to.
            parts.get(0).file().describe(cancellation);
            return describe(parts, before, cancellation);
        }
        if (before != null && before.parts().equals(parts) && areSame(before.each(), all)) {
            return new Known(
                    parts,
                    before.table(),
                    all,
                    before.headers(),
                    before.description(),
                    before.failure(),
                    nowNanos,
                    restNanos);
        }
        PartTable table = new PartTable(parts);
        PartHeaders headers = headers(parts, all);
        try {
            FileDescription description = table.describe(agreed(parts, all, headers, cancellation));
            return new Known(parts, table, all, headers, description, null, nowNanos, restNanos);
        } catch (DataException e) {
            return new Known(parts, table, all, headers, null, e, nowNanos, restNanos);
        }
    }

    /** What the files say about names of columns that has to be brought together; null where nothing has. */
    private @Nullable PartHeaders headers(List<TablePart> parts, List<FileDescription> each) {
        List<Path> paths = new ArrayList<>();
        List<FileDescription> open = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).file().options().isHeaderOpen()) {
                paths.add(parts.get(i).path());
                open.add(each.get(i));
            }
        }
        return PartHeaders.of(paths, open, folder);
    }

    private List<FileDescription> agreed(
            List<TablePart> parts,
            List<FileDescription> each,
            @Nullable PartHeaders headers,
            Cancellation cancellation) {
        if (headers == null) {
            return each;
        }
        FileDescription[] agreed = new FileDescription[parts.size()];
        SharedWork.forEach(agreed.length, executor, i -> {
            TableFile file = parts.get(i).file();
            agreed[i] = file.options().isHeaderOpen()
                    ? headers.agree(
                            file.path(),
                            each.get(i),
                            header -> file.withHeader(header).describe(cancellation))
                    : each.get(i);
        });
        return Arrays.asList(agreed);
    }

    @SuppressWarnings("ReferenceEquality") // What was found out again is another object.
    private static boolean areSame(List<FileDescription> before, List<FileDescription> now) {
        for (int i = 0; i < now.size(); i++) {
            if (before.get(i) != now.get(i)) {
                return false;
            }
        }
        return true;
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
        List<TablePart> parts = files.agreed(this, members::present);
        requireFiles(parts);
        Known described = known;
        Known before = described == null ? look(parts, cancellation) : described;
        PartTable table = before.parts() == parts ? before.table() : new PartTable(parts);
        PartOpener opener = new Opener(files, before.headers());
        return new LearningScan(
                table.scan(planned, columns, predicates, batchRows, cancellation, opener, starter, exact),
                misfit -> learn(parts, misfit));
    }

    private MisfitException learn(List<TablePart> parts, MisfitException misfit) {
        MisfitException told = misfit;
        for (TablePart part : parts) {
            if (part.path().equals(misfit.location().file())) {
                told = part.file().learn(misfit);
            }
        }
        // The next statement looks anew.
        known = null;
        return told;
    }

    private void requireFiles(List<TablePart> parts) {
        if (parts.isEmpty()) {
            throw new DataException(
                    "The files of the table are gone", Location.of(place), "Ask for the tables that are there now.");
        }
    }

    /** Opens files for one statement. */
    private record Opener(StatementFiles files, @Nullable PartHeaders headers) implements PartOpener {
        @Override
        public Version open(PartFile part, Cancellation cancellation) {
            TableFile file = ((TablePart) part).file();
            Version version = file.openAsPart(files, cancellation);
            if (headers == null || !file.options().isHeaderOpen()) {
                return version;
            }
            FileContents contents = version.contents();
            try {
                FileDescription agreed = headers.agree(
                        file.path(),
                        version.description(),
                        header -> file.withHeader(header).describe(contents, cancellation));
                return new Version(contents, agreed, version.reader(), version.options());
            } catch (RuntimeException | Error e) {
                contents.close();
                throw e;
            }
        }
    }
}
