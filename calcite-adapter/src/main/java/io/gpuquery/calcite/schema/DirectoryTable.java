package io.gpuquery.calcite.schema;

import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.rel.DirectoryTableScan;
import io.gpuquery.calcite.rel.ScanMetadata;
import io.gpuquery.calcite.table.DeviceTable;
import io.gpuquery.calcite.table.SqlTypes;
import io.gpuquery.calcite.table.WriteRefusal;
import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.catalog.StatementFiles;
import io.gpuquery.column.TableSchema;
import io.gpuquery.engine.EngineReference;
import io.gpuquery.engine.ParallelScan;
import io.gpuquery.error.DataException;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.TableStatistics;
import java.nio.file.Path;
import java.util.List;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.prepare.Prepare;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.ModifiableTable;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.jspecify.annotations.Nullable;

/**
 * A table of a directory, as Calcite sees it.
 *
 * <p>Listings ask each table for its row type, and must not fail over one broken file: such a table shows no columns, and fails
 * where a query is about to use it.
 */
final class DirectoryTable extends AbstractTable implements TranslatableTable, DeviceTable {
    private final CatalogTable table;
    private final EngineReference engine;
    private final OperatorDevices devices;

    @SuppressWarnings({"unused", "FieldCanBeLocal"}) // Reachable from here is what it is for.
    private final @Nullable DirectorySchema keptOpen;

    /**
     * @param engine without a claim
     * @param devices what operators run on
     * @param keptOpen the schema that has one, for whom only holds the table; null where somebody else sees to that
     */
    DirectoryTable(
            CatalogTable table, EngineReference engine, OperatorDevices devices, @Nullable DirectorySchema keptOpen) {
        this.devices = devices;
        this.table = table;
        this.engine = engine;
        this.keptOpen = keptOpen;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
        // A file that changes while a statement is planned has the columns that it was first met with.
        TableSchema schema = TableUse.noted(this);
        if (schema == null) {
            try {
                schema = schema();
            } catch (DataException e) {
                return factory.builder().build();
            }
        }
        return SqlTypes.rowType(schema, fractionDigits(), factory);
    }

    @Override
    public int fractionDigits() {
        return SqlTypes.fractionDigits(table.options());
    }

    @Override
    public Statistic getStatistic() {
        return new Statistic() {
            @Override
            public @Nullable Double getRowCount() {
                try {
                    return (double) statistics().rowCount();
                } catch (DataException e) {
                    return null;
                }
            }
        };
    }

    @Override
    public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable relOptTable) {
        return DirectoryTableScan.create(context.getCluster(), relOptTable);
    }

    /** Calcite asks for a {@link Prepare.PreparingTable} when a query names the table, and only then: a broken one fails here. */
    @Override
    public <C> @Nullable C unwrap(Class<C> type) {
        if (type == Prepare.PreparingTable.class) {
            TableUse.note(this, schema());
            return null;
        }
        if (type == ModifiableTable.class) {
            // Who asks wants to write, and nobody else does.
            throw WriteRefusal.of("INSERT");
        }
        C metadata = ScanMetadata.handler(type);
        return metadata == null ? super.unwrap(type) : metadata;
    }

    @Override
    public String name() {
        return table.name();
    }

    @Override
    public List<Path> files() {
        return table.files();
    }

    @Override
    public FileFormat format() {
        return table.format();
    }

    @Override
    public TableSchema schema() {
        return table.describe().schema();
    }

    @Override
    public TableStatistics statistics() {
        return engine.statistics(table);
    }

    @Override
    public ParallelScan scan(
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            Cancellation cancellation,
            StatementFiles files) {
        return engine.scan(table, planned, columns, predicates, ScanRequest.DEFAULT_BATCH_ROWS, cancellation, files);
    }

    @Override
    public Scan openScan(
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> hints,
            Cancellation cancellation,
            StatementFiles files) {
        return engine.openScan(table, planned, columns, hints, cancellation, files);
    }

    @Override
    public EngineReference engine() {
        return engine;
    }

    @Override
    public @Nullable DeviceUse deviceUse() {
        return devices.use();
    }

    @Override
    public String deviceCandidates() {
        return devices.candidates();
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
