package io.gpuquery.calcite.tpch;

import io.gpuquery.calcite.rewrite.PlannerRules;
import io.gpuquery.calcite.rewrite.UnplannedScan;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableTableScan;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * A table in memory, of {@link TpchData} or any other, that meets the planner in the way of this adapter's own tables: a scan in no
 * convention that registers the planner's rules. It tells its row count and no keys, as files do.
 */
public final class MemoryTable extends AbstractTable implements TranslatableTable, ScannableTable {
    private final List<TpchData.Column> columns;
    private final boolean nullable;
    private final List<@Nullable Object[]> rows = new ArrayList<>();
    private final AtomicInteger scanCount = new AtomicInteger();

    /** A table of TPC-H; like a table of a file, it promises nothing about nulls. */
    public MemoryTable(TpchData.Table table) {
        this(table.columns(), true, table.rows());
    }

    /**
     * Any table.
     *
     * @param nullable whether every column may have nulls, or none
     * @param rows values of the classes that {@link TpchData.Type} names, or null
     */
    public MemoryTable(List<TpchData.Column> columns, boolean nullable, Iterable<@Nullable Object[]> rows) {
        this.columns = List.copyOf(columns);
        this.nullable = nullable;
        for (@Nullable Object[] row : rows) {
            @Nullable Object[] internal = row.clone();
            for (int i = 0; i < row.length; i++) {
                if (row[i] instanceof LocalDate date) {
                    internal[i] = (int) date.toEpochDay();
                }
            }
            this.rows.add(internal);
        }
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory typeFactory) {
        RelDataTypeFactory.Builder builder = typeFactory.builder();
        for (TpchData.Column column : columns) {
            RelDataType type = switch (column.type()) {
                case BIGINT -> typeFactory.createSqlType(SqlTypeName.BIGINT);
                case INTEGER -> typeFactory.createSqlType(SqlTypeName.INTEGER);
                case DECIMAL -> typeFactory.createSqlType(SqlTypeName.DECIMAL, 15, 2);
                case DATE -> typeFactory.createSqlType(SqlTypeName.DATE);
                case VARCHAR -> typeFactory.createSqlType(SqlTypeName.VARCHAR);
            };
            builder.add(column.name(), typeFactory.createTypeWithNullability(type, nullable));
        }
        return builder.build();
    }

    @Override
    public Statistic getStatistic() {
        return Statistics.of(rows.size(), null);
    }

    @Override
    public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable relOptTable) {
        return new FirstScan(context.getCluster(), relOptTable);
    }

    @Override
    public Enumerable<@Nullable Object[]> scan(DataContext root) {
        return new AbstractEnumerable<>() {
            @Override
            public Enumerator<@Nullable Object[]> enumerator() {
                scanCount.incrementAndGet();
                return Linq4j.enumerator(rows);
            }
        };
    }

    /** How often the rows were read, by all statements together. */
    public int scanCount() {
        return scanCount.get();
    }

    private static class Scan extends TableScan {
        Scan(RelOptCluster cluster, RelOptTable table) {
            super(cluster, cluster.traitSetOf(Convention.NONE), List.of(), table);
        }

        @Override
        public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
            return this;
        }
    }

    private static final class FirstScan extends Scan implements UnplannedScan {
        FirstScan(RelOptCluster cluster, RelOptTable table) {
            super(cluster, table);
        }

        @Override
        public TableScan planned() {
            return new Scan(getCluster(), getTable());
        }

        @Override
        public void register(RelOptPlanner planner) {
            PlannerRules.register(planner);
            planner.addRule(TO_ENUMERABLE);
        }
    }

    private static final class ToEnumerable extends ConverterRule {
        ToEnumerable(Config config) {
            super(config);
        }

        @Override
        public @Nullable RelNode convert(RelNode rel) {
            return rel instanceof UnplannedScan ? null : EnumerableTableScan.create(rel.getCluster(), rel.getTable());
        }
    }

    private static final ConverterRule TO_ENUMERABLE = ConverterRule.Config.INSTANCE
            .withConversion(Scan.class, Convention.NONE, EnumerableConvention.INSTANCE, "MemoryTableToEnumerable")
            .withRuleFactory(ToEnumerable::new)
            .toRule(ToEnumerable.class);
}
