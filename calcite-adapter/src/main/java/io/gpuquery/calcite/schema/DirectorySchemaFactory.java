package io.gpuquery.calcite.schema;

import java.util.Map;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.SchemaFactory;
import org.apache.calcite.schema.SchemaPlus;

/**
 * Makes a {@link DirectorySchema} from a model file:
 *
 * <pre>{@code
 * {
 *   "version": "1.0",
 *   "defaultSchema": "files",
 *   "schemas": [{
 *     "name": "files",
 *     "type": "custom",
 *     "factory": "io.gpuquery.calcite.schema.DirectorySchemaFactory",
 *     "operand": {"directory": "data"}
 *   }]
 * }
 * }</pre>
 *
 * <p>The directory is relative to the model file. {@link Options#descriptions()} lists the operands. Calcite makes a schema for
 * each connection and closes none: all of one directory share an engine, and give it back when they are garbage.
 */
public final class DirectorySchemaFactory implements SchemaFactory {
    /** Calcite makes it by name. */
    public DirectorySchemaFactory() {}

    /** Opens the directory; throws {@link io.gpuquery.error.DataException} where it cannot, or an operand makes no sense. */
    @Override
    public Schema create(SchemaPlus parentSchema, String name, Map<String, Object> operand) {
        DirectorySchema schema = DirectorySchema.open(Options.directory(operand), Options.of(operand));
        schema.madeFor(parentSchema, name);
        return schema;
    }
}
