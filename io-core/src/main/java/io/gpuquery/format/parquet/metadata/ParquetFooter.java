package io.gpuquery.format.parquet.metadata;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.ColumnFacts;
import io.gpuquery.scan.ColumnStatistics;
import io.gpuquery.scan.FormatDetails;
import io.gpuquery.scan.TableStatistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a Parquet file. Immutable.
 *
 * @param fileBytes size of the file that it was read from
 * @param footerBytes length of the serialized metadata
 * @param formatVersion as the writer says
 * @param createdBy the writer, if it says so
 * @param rowCount rows of all row groups
 * @param columns the columns that can be read, in file order
 * @param leftOut name to reason, of the columns that cannot be read, in file order
 * @param rowGroups in file order
 */
public record ParquetFooter(
        long fileBytes,
        int footerBytes,
        int formatVersion,
        @Nullable String createdBy,
        long rowCount,
        List<LeafColumn> columns,
        Map<String, String> leftOut,
        List<RowGroup> rowGroups)
        implements FormatDetails {

    public ParquetFooter {
        columns = List.copyOf(columns);
        leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
        rowGroups = List.copyOf(rowGroups);
    }

    /**
     * A column of a table, or a leaf of a nested one.
     *
     * @param name in the table; of a leaf of a nested column its path from there
     * @param path in the file
     * @param leafIndex its place among all leaves of the schema, nested ones too: the index of its column chunk; of a nested column
     *     the first of its leaves
     * @param physicalType how values are written; of a nested column, those of its first leaf, like the next
     * @param typeLengthBytes of FIXED_LEN_BYTE_ARRAY values; else 0
     * @param nullable whether the file's schema allows nulls
     * @param type the SQL type
     * @param unsigned whether integers are unsigned in the file
     * @param maxDefinition the definition level of a value
     * @param repeated for each repeated group around it, from outside: the definition level from which that has an element
     * @param nested what it is made of; null for a leaf
     */
    public record LeafColumn(
            String name,
            String path,
            int leafIndex,
            Type physicalType,
            int typeLengthBytes,
            boolean nullable,
            ColumnType type,
            boolean unsigned,
            int maxDefinition,
            List<Integer> repeated,
            @Nullable NestedField nested) {
        public LeafColumn {
            repeated = List.copyOf(repeated);
        }

        /** As a column of its own: null too where what is around it is null. Only of a leaf without lists around it. */
        LeafColumn alone() {
            return new LeafColumn(
                    name,
                    path,
                    leafIndex,
                    physicalType,
                    typeLengthBytes,
                    maxDefinition > 0,
                    type,
                    unsigned,
                    maxDefinition,
                    repeated,
                    null);
        }

        /** The leaves that it is read from: itself, or those of the nested column. */
        public List<LeafColumn> leaves() {
            return nested == null ? List.of(this) : nested.leaves();
        }

        /** The repetition level of an element that is not the first of the innermost repeated group; 0 without one. */
        public int maxRepetition() {
            return repeated.size();
        }

        /** How values lie in columns: as the type says, or in the 32 or 64 bits that the file has. */
        public Storage storage() {
            Storage widest = type.storage();
            if (unsigned || !(widest == Storage.INT64 || widest == Storage.INT128)) {
                return widest;
            }
            return switch (physicalType) {
                case INT32 -> Storage.INT32;
                case INT64 -> Storage.INT64;
                case BOOLEAN, INT96, FLOAT, DOUBLE, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> widest;
            };
        }

        /** Whether a PLAIN value in the file is, byte by byte, a value of {@link #storage()}. */
        public boolean isStoredAsWritten() {
            return switch (physicalType) {
                case INT32 -> storage() == Storage.INT32;
                case INT64 -> storage() == Storage.INT64;
                case FLOAT, DOUBLE -> true;
                case BOOLEAN, INT96, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> false;
            };
        }
    }

    /**
     * A column, element, key, value or field of a nested column. Source: Apache Parquet format 2.12, "Nested Encoding".
     *
     * @param type its SQL type
     * @param nullable whether it can be null
     * @param definition the definition level from which it is not null
     * @param childDefinition of an ARRAY or MAP: the definition level from which there is an element
     * @param childRepetition of an ARRAY or MAP: the repetition level of elements but the first
     * @param children its element, key and value, or fields; of a VARIANT, whose type is VARCHAR, the group of its columns
     * @param leaf its column chunk, if it has no children
     */
    public record NestedField(
            ColumnType type,
            boolean nullable,
            int definition,
            int childDefinition,
            int childRepetition,
            List<NestedField> children,
            @Nullable LeafColumn leaf) {
        public NestedField {
            children = List.copyOf(children);
        }

        /** The field at a path, from one ROW to the next, as a column of its own; null where there is none that has one value a row. */
        public @Nullable LeafColumn field(List<Integer> path) {
            NestedField at = this;
            for (int index : path) {
                if (at.type.kind() != ColumnType.Kind.ROW || index >= at.children.size()) {
                    return null;
                }
                at = at.children.get(index);
            }
            return at.leaf == null || at.leaf.maxRepetition() > 0 ? null : at.leaf.alone();
        }

        /** Whether its texts are made of VARIANT values, which its only child holds. */
        public boolean isVariant() {
            return leaf == null && type.equals(ColumnType.VARCHAR);
        }

        /** All leaves, in the order of their column chunks. */
        public List<LeafColumn> leaves() {
            if (leaf != null) {
                return List.of(leaf);
            }
            return children.stream().flatMap(child -> child.leaves().stream()).toList();
        }
    }

    /**
     * A run of rows.
     *
     * @param ordinal its place in the file, from 0
     * @param rowCount rows
     * @param chunks one for each leaf of the schema
     */
    public record RowGroup(int ordinal, long rowCount, List<ColumnChunk> chunks) {
        public RowGroup {
            chunks = List.copyOf(chunks);
        }
    }

    /**
     * The pages of one leaf in one row group.
     *
     * @param path of the leaf in the file
     * @param physicalType how values are written
     * @param codec how pages are compressed
     * @param encodings of its pages, as the footer says
     * @param offsetBytes of its first page in the file
     * @param lengthBytes of its pages, compressed, with headers
     * @param uncompressedBytes of its pages, with headers
     * @param valueCount values, nulls counted
     * @param dictionaryOffsetBytes of its dictionary page in the file, if it has one
     * @param statistics nulls and the least and greatest value, as far as the format says that they can be trusted
     * @param facts the same, and bounds also where they are cut and no values that occur
     * @param indexes where there is more that tells what need not be read
     * @param unreadable why it cannot be read; null if it can
     */
    public record ColumnChunk(
            String path,
            Type physicalType,
            CompressionCodec codec,
            Set<Encoding> encodings,
            long offsetBytes,
            long lengthBytes,
            long uncompressedBytes,
            long valueCount,
            @Nullable Long dictionaryOffsetBytes,
            ColumnStatistics statistics,
            ColumnFacts facts,
            ChunkIndexes indexes,
            @Nullable String unreadable) {
        public ColumnChunk {
            encodings = Collections.unmodifiableSet(
                    encodings.isEmpty() ? EnumSet.noneOf(Encoding.class) : EnumSet.copyOf(encodings));
        }
    }

    /** The readable columns as a table's. */
    public TableSchema schema() {
        return new TableSchema(columns.stream()
                .map(column -> new ColumnDefinition(column.name(), column.type(), column.nullable()))
                .toList());
    }

    /** Exact row counts, and what all row groups together say of each readable column. */
    public TableStatistics statistics() {
        List<ColumnStatistics> merged = new ArrayList<>(columns.size());
        for (LeafColumn column : columns) {
            if (column.nested() != null) {
                // What is known of values of its leaves is not known of its own.
                merged.add(ColumnStatistics.UNKNOWN);
                continue;
            }
            List<ColumnChunk> chunks = rowGroups.stream()
                    .map(rowGroup -> rowGroup.chunks().get(column.leafIndex()))
                    .toList();
            merged.add(StatisticsMapping.merge(chunks));
        }
        return new TableStatistics(rowCount, true, merged);
    }

    @Override
    public long[] morselRows() {
        return rowGroups.stream().mapToLong(RowGroup::rowCount).toArray();
    }

    @Override
    public ColumnFacts morselFacts(int morsel, int column) {
        LeafColumn leaf = columns.get(column);
        RowGroup rowGroup = rowGroups.get(morsel);
        return leaf.nested() == null
                ? rowGroup.chunks().get(leaf.leafIndex()).facts()
                : ColumnFacts.unknown(rowGroup.rowCount());
    }

    /** Writer, shape, codecs and encodings, and what was left out: {@code leftOut.<column>=<reason>}. */
    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        Set<String> codecs = new TreeSet<>();
        Set<String> encodings = new TreeSet<>();
        for (RowGroup rowGroup : rowGroups) {
            for (ColumnChunk chunk : rowGroup.chunks()) {
                codecs.add(chunk.codec().name());
                chunk.encodings().forEach(encoding -> encodings.add(encoding.name()));
            }
        }
        facts.put("formatVersion", Integer.toString(formatVersion));
        facts.put("createdBy", createdBy == null ? "" : createdBy);
        facts.put("rows", Long.toString(rowCount));
        facts.put("rowGroups", Integer.toString(rowGroups.size()));
        facts.put("codecs", String.join(",", codecs));
        facts.put("encodings", String.join(",", encodings));
        facts.put("footerBytes", Integer.toString(footerBytes));
        leftOut.forEach((name, reason) -> facts.put("leftOut." + name, reason));
        return facts;
    }
}
