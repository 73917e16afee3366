package io.gpuquery.calcite.schema;

import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractTable;

/**
 * Keeps Calcite from listing all tables before it looks for one, and from finding no others than it listed.
 *
 * <p>Calcite wraps the tables of each schema, and of each snapshot that it takes of one for a statement, into a cache of all their
 * names. There paths and patterns, which no listing can hold, would be unknown, and a statement about one table would ask for all.
 * The cache can be switched off once it exists, which is when Calcite is about to return from the call during which it {@linkplain
 * org.apache.calcite.schema.lookup.Lookup#map maps} our tables to its entries. That call may be made again from within itself.
 */
final class UncachedNames {
    private static final ThreadLocal<Boolean> WITHIN = ThreadLocal.withInitial(() -> false);

    private UncachedNames() {}

    /** To be called while Calcite maps tables: the mapper tells for which of its schemas. */
    static <S> void ensure(BiFunction<Table, String, S> mapper) {
        if (WITHIN.get()
                || !(mapper.apply(new Nothing(), "") instanceof CalciteSchema.TableEntry entry)
                || !entry.schema.plus().isCacheEnabled()) {
            return;
        }
        WITHIN.set(true);
        try {
            Objects.requireNonNull(entry.schema.tables());
            entry.schema.plus().setCacheEnabled(false);
        } finally {
            WITHIN.remove();
        }
    }

    /** A table to be mapped, and never to be used. */
    private static final class Nothing extends AbstractTable {
        @Override
        public RelDataType getRowType(RelDataTypeFactory factory) {
            throw new IllegalStateException("this is no table");
        }
    }
}
