package io.gpuquery.calcite.system;

import io.gpuquery.calcite.history.QueryLog;
import io.gpuquery.catalog.CatalogFile;
import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.engine.EngineReference;
import io.gpuquery.engine.TableDescription;
import io.gpuquery.scan.Cancellation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory that system tables tell of.
 *
 * @param schema the name of the schema that its tables are in; null where that is not known
 * @param engine stays its owner's
 */
public record SystemSource(@Nullable String schema, EngineReference engine) {
    List<CatalogFile> files() {
        return engine.catalog().snapshot().files();
    }

    List<CatalogTable> tables() {
        return engine.catalog().snapshot().tables();
    }

    QueryLog queries() {
        return engine.companion(QueryLog.class, QueryLog::new);
    }

    List<TableDescription> describe(Cancellation cancellation) {
        return TableDescription.ofAll(tables(), engine, cancellation);
    }
}
