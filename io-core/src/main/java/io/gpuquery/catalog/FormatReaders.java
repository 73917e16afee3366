package io.gpuquery.catalog;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.format.csv.CsvReader;
import io.gpuquery.format.json.JsonReader;
import io.gpuquery.format.parquet.ParquetReader;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.FormatReader;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** One reader for each format. Immutable. */
public final class FormatReaders {
    private static final FormatReaders STANDARD = of(new CsvReader(), new JsonReader(), new ParquetReader());

    private final Map<FileFormat, FormatReader> readers;

    private FormatReaders(Map<FileFormat, FormatReader> readers) {
        this.readers = readers;
    }

    /** Those of this library. */
    public static FormatReaders standard() {
        return STANDARD;
    }

    /** The given ones. */
    public static FormatReaders of(FormatReader... readers) {
        Map<FileFormat, FormatReader> byFormat = new EnumMap<>(FileFormat.class);
        for (FormatReader reader : readers) {
            if (byFormat.put(reader.format(), reader) != null) {
                throw new IllegalArgumentException("two readers for " + reader.format());
            }
        }
        return new FormatReaders(byFormat);
    }

    /** The reader of a format, for a file. */
    FormatReader reader(FileFormat format, Path path) {
        FormatReader reader = readers.get(format);
        if (reader == null) {
            throw new DataException(
                    "There is no reader for the format " + format.label(),
                    Location.of(path),
                    "Name another format for this table.");
        }
        return reader;
    }
}
