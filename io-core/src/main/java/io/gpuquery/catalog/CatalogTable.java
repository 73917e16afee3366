package io.gpuquery.catalog;

import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ExactScan;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.ScanStarter;
import io.gpuquery.scan.TableStatistics;
import java.nio.file.Path;
import java.util.List;

/**
 * A table of a directory, under one name: a file, or several of which the columns are united by name.
 *
 * <p>Nothing is read before somebody asks. What is found out is kept for as long as the file's version stays the same; a changed
 * file is looked at again by the next call. Holds no native resource. Any thread may call it; the same object stands for the table
 * in all snapshots in which it has this name.
 */
public final class CatalogTable {
    private final String name;
    private final String relativePath;
    private final TableContent content;

    CatalogTable(String name, String relativePath, TableContent content) {
        this.name = name;
        this.relativePath = relativePath;
        this.content = content;
    }

    /** Unique in its snapshot without regard to case. */
    public String name() {
        return name;
    }

    /** The file, folder or pattern below the directory of the catalog, parts joined by {@code /}: a further name of the table. */
    public String relativePath() {
        return relativePath;
    }

    /** The files whose rows are the table's, in the order of the rows. */
    public List<Path> files() {
        return content.files();
    }

    /** Of {@link #files()} those that are not known to be empty; who reads the table reads these. */
    public List<Path> filledFiles() {
        return content.filledFiles();
    }

    /** The format: what the content says, else what the name claims. Never throws; reads at most the first bytes. */
    public FileFormat format() {
        return content.format();
    }

    /** How its files are read. */
    public ReadOptions options() {
        return content.options();
    }

    /** As {@link #describe(Cancellation)}, without end. */
    public FileDescription describe() {
        return describe(new Cancellation());
    }

    /**
     * Schema, statistics and details of the present version of the file. Costs one look at the file's status where the version is
     * known.
     *
     * @throws io.gpuquery.error.DataException if the file is gone, may not be read, or is broken
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public FileDescription describe(Cancellation cancellation) {
        return content.describe(cancellation);
    }

    /** Rows and values as far as they are known; throws like {@link #describe()}. */
    public TableStatistics statistics() {
        return describe().statistics();
    }

    /** As the other, for a statement that has no further scan of this table. */
    public Scan scan(
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            int batchRows,
            Cancellation cancellation) {
        return scan(planned, columns, predicates, batchRows, cancellation, StatementFiles.remembered());
    }

    /**
     * Reads the version of the file that the statement met first: what is appended or renamed over it later is not seen.
     *
     * @param planned the schema that the caller knows the table by, from {@link #describe()}; indexes refer to it
     * @param columns indexes of the columns wanted, in that order
     * @param predicates conjuncts that every row handed out satisfies
     * @param batchRows most rows of a batch, such as {@link ScanRequest#DEFAULT_BATCH_ROWS}
     * @param cancellation looked at during the work
     * @param files those of the statement
     * @return to be closed by the caller
     * @throws io.gpuquery.error.DataException if the file is gone, may not be read, is broken, or its columns are no longer those
     *     planned with
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public Scan scan(
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            int batchRows,
            Cancellation cancellation,
            StatementFiles files) {
        return scanExactly(planned, columns, predicates, batchRows, cancellation, files, ExactScan::start);
    }

    /**
     * As the other, with the given kind of scan of each file; whether batches are safe is its matter. Predicates are hints: {@link
     * Scan#residual()} tells which may be violated. Of several files those are left out that cannot have a row wanted.
     */
    public Scan scan(
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            int batchRows,
            Cancellation cancellation,
            StatementFiles files,
            ScanStarter starter) {
        return content.scan(planned, columns, predicates, batchRows, cancellation, files, starter, false);
    }

    /** As the other, with a kind of scan of each file that leaves nothing over: nor does this. */
    public Scan scanExactly(
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            int batchRows,
            Cancellation cancellation,
            StatementFiles files,
            ScanStarter starter) {
        return content.scan(planned, columns, predicates, batchRows, cancellation, files, starter, true);
    }

    /** The name and the path. */
    @Override
    public String toString() {
        return name + " (" + relativePath + ")";
    }

    TableContent content() {
        return content;
    }
}
