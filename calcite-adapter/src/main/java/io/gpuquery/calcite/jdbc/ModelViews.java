package io.gpuquery.calcite.jdbc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gpuquery.calcite.schema.DirectorySchemaFactory;
import io.gpuquery.calcite.schema.DirectoryTableFactory;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.model.JsonCustomSchema;
import org.apache.calcite.model.JsonCustomTable;
import org.apache.calcite.model.JsonMapSchema;
import org.apache.calcite.model.JsonRoot;
import org.apache.calcite.model.JsonSchema;
import org.apache.calcite.model.JsonTable;
import org.apache.calcite.model.JsonView;
import org.apache.calcite.schema.SchemaPlus;

/** Puts a {@link ModelView} in the place of each view that Calcite made out of a model. */
final class ModelViews {
    private static final String INLINE = "inline:";

    private ModelViews() {}

    /**
     * Takes model: as the connection property says, a path or the text itself. Calcite has read it before without an error.
     *
     * @return whether it names tables of ours and views, and nothing else
     */
    static boolean replace(CalciteConnection connection, String model) throws IOException {
        boolean isOurs = true;
        for (JsonSchema schema : read(model).schemas) {
            isOurs &= isOurs(schema);
            SchemaPlus target = connection.getRootSchema().subSchemas().get(schema.name);
            if (target == null || !(schema instanceof JsonMapSchema tables)) {
                continue;
            }
            for (JsonTable table : tables.tables) {
                if (table instanceof JsonView view) {
                    List<String> path = view.path == null ? List.of(schema.name) : view.path;
                    List<String> viewPath =
                            Stream.concat(path.stream(), Stream.of(view.name)).toList();
                    target.add(
                            view.name,
                            new ModelView(connection, CalciteSchema.from(target), view.getSql(), path, viewPath));
                }
            }
        }
        return isOurs;
    }

    /** Of others nobody knows when the same names mean something else. */
    private static boolean isOurs(JsonSchema schema) {
        boolean known = schema instanceof JsonCustomSchema custom
                ? DirectorySchemaFactory.class.getName().equals(custom.factory)
                : schema.getClass() == JsonMapSchema.class;
        return known
                && schema.materializations.isEmpty()
                && schema.lattices.isEmpty()
                && ((JsonMapSchema) schema).functions.isEmpty()
                && ((JsonMapSchema) schema)
                        .tables.stream()
                                .allMatch(table -> table instanceof JsonView
                                        || (table instanceof JsonCustomTable custom
                                                && DirectoryTableFactory.class
                                                        .getName()
                                                        .equals(custom.factory)));
    }

    /** As Calcite's {@code ModelHandler} does. */
    private static JsonRoot read(String model) throws IOException {
        boolean inline = model.startsWith(INLINE);
        String text = inline ? model.substring(INLINE.length()).strip() : "";
        boolean json = inline
                ? text.startsWith("/*") || text.startsWith("{")
                : !model.endsWith(".yaml") && !model.endsWith(".yml");
        ObjectMapper mapper = json
                ? new ObjectMapper()
                        .configure(JsonParser.Feature.ALLOW_UNQUOTED_FIELD_NAMES, true)
                        .configure(JsonParser.Feature.ALLOW_SINGLE_QUOTES, true)
                        .configure(JsonParser.Feature.ALLOW_COMMENTS, true)
                : new YAMLMapper();
        return inline ? mapper.readValue(text, JsonRoot.class) : mapper.readValue(new File(model), JsonRoot.class);
    }
}
