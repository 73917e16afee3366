package io.gpuquery.format.parquet.metadata;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import io.gpuquery.format.parquet.metadata.ParquetFooter.NestedField;
import io.gpuquery.format.text.ColumnNames;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.VariantType;

/**
 * Reads one nested column of a schema: lists of three levels, of two and without annotation, maps, groups, and VARIANT. Source: Apache Parquet
 * format 2.12, LogicalTypes.md, "Lists" and "Maps" with their rules of backward compatibility.
 */
final class NestedFields {
    /** Deeper than anybody's data, no danger to the stack, and levels that fit a byte. */
    private static final int MOST_LEVELS = 100;

    private static final byte VARIANT_VERSION = 1;

    private final List<SchemaElement> elements;
    /** The element that is read next: they lie in depth-first order. */
    private int at;

    private int leafIndex;
    /** Whether names of fields are those of values, which may differ only in case. */
    private boolean inVariant;

    /** Takes the index of the first leaf. */
    NestedFields(List<SchemaElement> elements, int leafIndex) {
        this.elements = elements;
        this.leafIndex = leafIndex;
    }

    /** Where a field stands. */
    private record Place(String path, int depth, int definition, List<Integer> repeated) {
        Place optional() {
            return new Place(path, depth, definition + 1, repeated);
        }

        /** Inside of a repeated group. */
        Place element() {
            List<Integer> more = new ArrayList<>(repeated);
            more.add(definition + 1);
            return new Place(path, depth + 1, definition + 1, more);
        }

        Place field(String name) {
            return new Place(path + "." + name, depth + 1, definition, repeated);
        }
    }

    NestedField read(String name, int start) throws UnreadableFieldException {
        at = start;
        return field(new Place(name, 0, 0, List.of()));
    }

    private NestedField field(Place place) throws UnreadableFieldException {
        return switch (repetition(elements.get(at))) {
            case REQUIRED -> value(place, false);
            case OPTIONAL -> value(place.optional(), true);
            // "A repeated field that is neither contained by a LIST- or MAP-annotated group nor annotated by LIST or
            // MAP should be
            // interpreted as a required list of required elements."
            case REPEATED -> list(place, false, value(place.element(), false));
        };
    }

    private static FieldRepetitionType repetition(SchemaElement element) {
        FieldRepetitionType repetition = element.getRepetition_type();
        return repetition == null ? FieldRepetitionType.OPTIONAL : repetition;
    }

    private NestedField value(Place place, boolean nullable) throws UnreadableFieldException {
        if (place.depth > MOST_LEVELS || place.definition > MOST_LEVELS) {
            throw new UnreadableFieldException(place.path, "nested deeper than " + MOST_LEVELS + " levels");
        }
        SchemaElement element = elements.get(at);
        if (element.isSetType()) {
            return leaf(place, nullable);
        }
        LogicalType logical = element.getLogicalType();
        if (logical != null && logical.isSet()) {
            return switch (logical.getSetField()) {
                case LIST -> annotatedList(place, nullable);
                case MAP -> map(place, nullable);
                case VARIANT -> variant(place, nullable, logical.getVARIANT());
                default ->
                    throw new UnreadableFieldException(
                            place.path,
                            "a group cannot be " + logical.getSetField().name());
            };
        }
        ConvertedType converted = element.getConverted_type();
        if (converted == ConvertedType.LIST) {
            return annotatedList(place, nullable);
        }
        // "MAP_KEY_VALUE is … to be handled as MAP" where it annotates the outer group.
        return converted == ConvertedType.MAP || converted == ConvertedType.MAP_KEY_VALUE
                ? map(place, nullable)
                : group(place, nullable);
    }

    private NestedField leaf(Place place, boolean nullable) throws UnreadableFieldException {
        SchemaElement element = elements.get(at++);
        TypeMapping mapping = TypeMapping.of(element);
        ColumnType type = mapping.type();
        if (type == null) {
            throw new UnreadableFieldException(place.path, mapping.problem());
        }
        LeafColumn leaf = new LeafColumn(
                place.path,
                place.path,
                leafIndex++,
                element.getType(),
                element.getType_length(),
                nullable,
                type,
                mapping.unsigned(),
                place.definition,
                place.repeated,
                null);
        return new NestedField(type, nullable, place.definition, 0, 0, List.of(), leaf);
    }

    private static NestedField list(Place place, boolean nullable, NestedField element) {
        ColumnType type = ColumnType.array(element.type(), element.nullable());
        return new NestedField(
                type,
                nullable,
                place.definition,
                place.definition + 1,
                place.repeated.size() + 1,
                List.of(element),
                null);
    }

    private NestedField annotatedList(Place place, boolean nullable) throws UnreadableFieldException {
        SchemaElement outer = elements.get(at++);
        SchemaElement repeated = onlyChild(place, outer, "LIST");
        Place inside = place.element();
        if (isElement(repeated, outer.getName())) {
            return list(place, nullable, value(inside, false));
        }
        at++;
        return list(place, nullable, field(inside.field("element")));
    }

    private SchemaElement onlyChild(Place place, SchemaElement outer, String annotation)
            throws UnreadableFieldException {
        if (outer.getNum_children() != 1 || repetition(elements.get(at)) != FieldRepetitionType.REPEATED) {
            throw new UnreadableFieldException(place.path, "a " + annotation + " without its repeated group");
        }
        return elements.get(at);
    }

    /** Whether the repeated field of a list is the element, as older writers have it, and not a group around it. */
    private boolean isElement(SchemaElement repeated, String listName) {
        if (repeated.isSetType() || repeated.getNum_children() != 1) {
            return true;
        }
        boolean annotated = repeated.isSetLogicalType() || repeated.isSetConverted_type();
        return annotated
                || repetition(elements.get(at + 1)) == FieldRepetitionType.REPEATED
                || repeated.getName().equals("array")
                || repeated.getName().equals(listName + "_tuple");
    }

    private NestedField map(Place place, boolean nullable) throws UnreadableFieldException {
        SchemaElement outer = elements.get(at++);
        SchemaElement repeated = onlyChild(place, outer, "MAP");
        if (repeated.isSetType() || repeated.getNum_children() != 2) {
            throw new UnreadableFieldException(place.path, "a MAP whose entries are not a key and a value");
        }
        at++;
        Place inside = place.element();
        NestedField key = field(inside.field("key"));
        NestedField value = field(inside.field("value"));
        ColumnType type = ColumnType.map(
                new ColumnDefinition("key", key.type(), key.nullable()),
                new ColumnDefinition("value", value.type(), value.nullable()));
        return new NestedField(
                type,
                nullable,
                place.definition,
                place.definition + 1,
                place.repeated.size() + 1,
                List.of(key, value),
                null);
    }

    private NestedField variant(Place place, boolean nullable, VariantType annotation) throws UnreadableFieldException {
        if (annotation.isSetSpecification_version() && annotation.getSpecification_version() != VARIANT_VERSION) {
            throw new UnreadableFieldException(
                    place.path, "VARIANT of version " + annotation.getSpecification_version() + " cannot be read");
        }
        boolean around = inVariant;
        inVariant = true;
        NestedField group = group(place, nullable);
        inVariant = around;
        return VariantFields.variant(group, place.path);
    }

    private NestedField group(Place place, boolean nullable) throws UnreadableFieldException {
        SchemaElement group = elements.get(at++);
        int count = group.getNum_children();
        if (count == 0) {
            throw new UnreadableFieldException(place.path, "a group without fields");
        }
        List<NestedField> fields = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(elements.get(at).getName());
            fields.add(field(place.field(elements.get(at).getName())));
        }
        if (!inVariant) {
            names = ColumnNames.unique(names);
        }
        List<ColumnDefinition> definitions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            definitions.add(new ColumnDefinition(
                    names.get(i), fields.get(i).type(), fields.get(i).nullable()));
        }
        return new NestedField(ColumnType.row(definitions), nullable, place.definition, 0, 0, fields, null);
    }
}
