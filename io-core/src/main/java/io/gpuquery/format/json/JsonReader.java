package io.gpuquery.format.json;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.TableSchema;
import io.gpuquery.format.text.ColumnNames;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ChunkCutter;
import io.gpuquery.scan.ChunkedReader;
import io.gpuquery.scan.ColumnFinding;
import io.gpuquery.scan.ColumnStatistics;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.TableStatistics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON files: NDJSON and other sequences of values, one top-level array, or one object, a table of one row.
 *
 * <ul>
 *   <li><b>Columns</b> are the keys of the objects, in order of first appearance; a key that is missing, and an explicit null, are
 *       NULL. Where the records are no objects there is one column, {@code value}. Names are made by {@link ColumnNames}.
 *   <li><b>Types</b> come from samples: all records of files up to 8 MiB or with {@code sampleRows: 0}, else {@code sampleRows}
 *       records and at most some 8 MiB, half at the start and half at 16 places all over the file (of arrays, and of other charsets
 *       than UTF-8, at the start alone). Integers are BIGINT, beyond that DECIMAL(38, 0); with fractions DOUBLE, or DECIMAL if
 *       {@code decimals} asks for it; texts that are all dates or times are that, and otherwise VARCHAR, whatever else they look
 *       like; mixtures are VARCHAR with the JSON text of the value, a text being its own. Nested values are ROW, ARRAY or MAP where they
 *       agree (see {@link NestedTypes}), unless {@code nested: json} says that they are JSON text.
 *   <li><b>Keys that no sample had</b> are left out and counted in {@link io.gpuquery.scan.ScanCounters#fieldsIgnored}; of equal
 *       keys in one object the last counts, and the others are counted there. Both are errors with {@code strict}. With declared
 *       columns these are the columns, found by key (the exact one, else one that differs in case), and all else is left out.
 *   <li><b>A value that does not fit its column</b> is an error that names line, column and text, or what {@code onError} says. So
 *       is a text with half of a surrogate pair, which has no UTF-8. Declared types also take texts that say a value of the type.
 *   <li><b>Text that is no JSON</b> is an error. With {@code onError: skip}, where each record looked at had a line of its own,
 *       the line is left out and counted. An incomplete record at the end of a file that grew since it was described is not there
 *       yet. Accepted besides RFC 8259 are comments, {@code NaN}, {@code Infinity} and {@code -Infinity}.
 *   <li><b>Charset:</b> what a byte order mark says, else the option, else UTF-16 or UTF-32 by the zero bytes at the start, else UTF-8.
 *   <li><b>Rows</b> of a file described by parts are estimated from the average size of its records.
 * </ul>
 *
 * <p>Memory: some MiB per morsel, and the longest text.
 */
public final class JsonReader implements ChunkedReader {
    private final JsonLimits limits;

    public JsonReader() {
        this(JsonLimits.DEFAULT);
    }

    JsonReader(JsonLimits limits) {
        this.limits = limits;
    }

    @Override
    public FileFormat format() {
        return FileFormat.JSON;
    }

    @Override
    public FileDescription describe(FileContents contents, ReadOptions options, Cancellation cancellation) {
        return contents.guard(() -> {
            JsonText text = new JsonText(contents, options, cancellation);
            Survey survey = new Survey(text, options, limits, cancellation);
            survey.run();
            return describe(text, options, survey);
        });
    }

    private static FileDescription describe(JsonText text, ReadOptions options, Survey survey) {
        SchemaSampler sampler = survey.sampler();
        List<String> keys;
        List<ColumnDefinition> columns;
        List<ColumnFinding> findings = List.of();
        boolean ofObjects = sampler.isOfObjects() || options.columns().size() > 1;
        if (!options.columns().isEmpty()) {
            columns = options.columnsOfTable();
            keys = ofObjects ? declaredKeys(columns, sampler.keys()) : List.of();
        } else if (sampler.rowCount() == 0 && options.isCalciteFile()) {
            keys = List.of();
            columns = List.of(new ColumnDefinition("EmptyFileHasNoColumns", ColumnType.BOOLEAN, true));
        } else if (options.isCalciteFile()) {
            columns = ofObjects ? calciteFileColumns(sampler) : List.of(calciteFileLine(sampler, survey.isArray()));
            keys = ofObjects ? List.copyOf(sampler.keys().keySet()).subList(0, columns.size()) : List.of();
            if (columns.isEmpty()) {
                throw new JsonFaults(text).noKeys();
            }
        } else if (sampler.rowCount() == 0) {
            throw new JsonFaults(text).noRecords();
        } else if (ofObjects) {
            keys = List.copyOf(sampler.keys().keySet());
            columns = inferred(sampler.keys());
            findings = findings(sampler, survey.sample());
            if (columns.isEmpty()) {
                throw new JsonFaults(text).noKeys();
            }
        } else {
            keys = List.of();
            columns = List.of(new ColumnDefinition("value", sampler.bareValues().result(), true));
        }
        JsonShape shape = new JsonShape(
                layout(survey),
                ofObjects,
                keys,
                sampler.isLineEach(),
                text.charset().name(),
                sampler.rowCount(),
                survey.sample(),
                text.sizeBytes());
        return new FileDescription(
                FileFormat.JSON, new TableSchema(columns), statistics(options, survey, ofObjects), shape, findings);
    }

    private static List<ColumnFinding> findings(SchemaSampler sampler, JsonShape.Sample sample) {
        String reason = sample == JsonShape.Sample.ALL
                ? "holds all values"
                : "holds the values of " + sampler.rowCount() + " rows: " + sample.label();
        return sampler.keys().entrySet().stream()
                .map(key -> new ColumnFinding(key.getKey(), key.getValue().presentCount() > 0, reason))
                .toList();
    }

    private static JsonShape.Layout layout(Survey survey) {
        if (survey.isArray()) {
            return JsonShape.Layout.ARRAY;
        }
        boolean single = survey.sample() == JsonShape.Sample.ALL
                && survey.sampler().rowCount() == 1
                && survey.sampler().isOfObjects();
        return single ? JsonShape.Layout.OBJECT : JsonShape.Layout.NDJSON;
    }

    private static List<ColumnDefinition> inferred(Map<String, ValueTypes> keys) {
        List<String> names = ColumnNames.unique(List.copyOf(keys.keySet()));
        List<ColumnDefinition> columns = new ArrayList<>(names.size());
        for (ValueTypes types : keys.values()) {
            columns.add(new ColumnDefinition(names.get(columns.size()), types.result(), true));
        }
        return columns;
    }

    /** The keys of the first object are the columns. */
    private static List<ColumnDefinition> calciteFileColumns(SchemaSampler sampler) {
        List<String> keys = List.copyOf(sampler.keys().keySet()).subList(0, sampler.firstObjectKeys());
        List<String> names = ColumnNames.unique(keys);
        List<ColumnDefinition> columns = new ArrayList<>(names.size());
        for (String key : keys) {
            ColumnType type = Objects.requireNonNull(sampler.keys().get(key)).calciteFileResult();
            columns.add(new ColumnDefinition(names.get(columns.size()), type, true));
        }
        return columns;
    }

    private static ColumnDefinition calciteFileLine(SchemaSampler sampler, boolean array) {
        return new ColumnDefinition(
                array ? "value" : "line", sampler.bareValues().calciteFileResult(), true);
    }

    private static List<String> declaredKeys(List<ColumnDefinition> columns, Map<String, ValueTypes> seen) {
        List<String> keys = new ArrayList<>(columns.size());
        for (ColumnDefinition column : columns) {
            String name = column.name();
            keys.add(
                    seen.containsKey(name)
                            ? name
                            : seen.keySet().stream()
                                    .filter(name::equalsIgnoreCase)
                                    .findFirst()
                                    .orElse(name));
        }
        return keys;
    }

    private static TableStatistics statistics(ReadOptions options, Survey survey, boolean ofObjects) {
        boolean all = survey.sample() == JsonShape.Sample.ALL;
        List<ColumnStatistics> columns = List.of();
        boolean inferred = options.columns().isEmpty() && !options.isCalciteFile();
        if (all && inferred && options.onError() == ErrorPolicy.FAIL) {
            SchemaSampler sampler = survey.sampler();
            columns = (ofObjects ? sampler.keys().values() : List.of(sampler.bareValues()))
                    .stream()
                            .map(types ->
                                    new ColumnStatistics(sampler.rowCount() - types.presentCount(), null, null, null))
                            .toList();
        }
        return new TableStatistics(survey.rowCount(), all && options.onError() != ErrorPolicy.SKIP, columns);
    }

    /** Where objects of UTF-8 follow each other or are the elements of the top-level array. */
    @Override
    public @Nullable ChunkCutter cutter(FileDescription description, ReadOptions options) {
        boolean cut = description.details() instanceof JsonShape shape
                && shape.ofObjects()
                && shape.layout() != JsonShape.Layout.OBJECT
                && shape.charset().equals(StandardCharsets.UTF_8.name())
                && options.syntax().rowsAt() == null
                && !options.isCalciteFile();
        return cut ? new JsonChunks(description, (JsonShape) description.details(), options) : null;
    }

    @Override
    public Scan scan(ScanRequest request) {
        try {
            return new JsonScan(request, limits);
        } catch (RuntimeException | Error e) {
            request.contents().close();
            throw e;
        }
    }
}
