package io.gpuquery.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why an entry of a directory is no table.
 *
 * @param reason what it is instead, as a phrase; empty where nothing stands in the way
 * @param hint what one can do, as a sentence; empty as well
 */
record Obstacle(String reason, String hint) {
    static final Obstacle NONE = new Obstacle("", "");

    private static final String DEFINE =
            "If it is CSV, JSON or Parquet all the same, define it as a table with its format.";
    private static final String UNPACK = "Unpack it: archives are not read.";
    private static final String UNPACK_OR_SAVE = "Unpack it, or save its sheets as CSV if it is a spreadsheet.";
    private static final String CONVERT = "Write its data as Parquet or CSV: this format is not read.";
    private static final String REPACK = "Unpack it, or compress it with gzip or zstd.";
    private static final String NO_DATA = "CSV, JSON and Parquet are read, and it is none of these.";

    private static final Obstacle SPREADSHEET =
            new Obstacle("a spreadsheet", "Save each of its sheets as CSV: spreadsheets are not read.");
    private static final Set<String> SPREADSHEETS = Set.of("xls", "xlsx", "xlsm", "xlsb", "ods");
    private static final Obstacle DOCUMENT = new Obstacle("a document", NO_DATA);
    private static final Set<String> DOCUMENTS = Set.of("doc", "docx", "ppt", "pptx", "odt", "odp", "epub");
    /** What files of offices begin with: that of a zip archive, or the compound files of older programs. */
    private static final List<String> OFFICE_MAGIC = List.of("PK\u0003\u0004", "\u00d0\u00cf\u0011\u00e0");

    private record Magic(String start, Obstacle obstacle) {
        Magic(String start, String reason, String hint) {
            this(start, new Obstacle(reason, hint));
        }

        /** A name of a column may begin with it. */
        boolean mayBeginText() {
            return start.length() <= 4 && start.chars().allMatch(Character::isLetterOrDigit);
        }
    }

    /** First bytes of well-known files. */
    private static final List<Magic> MAGIC = List.of(
            new Magic("\u001f\u008b", "compressed by gzip", DEFINE),
            new Magic("(\u00b5/\u00fd", "compressed by zstd", DEFINE),
            new Magic("BZh", "compressed by bzip2", DEFINE),
            new Magic("\u00ff\6\0\0sNaPpY", "compressed by snappy", DEFINE),
            new Magic("\4\"M\30", "compressed by lz4", DEFINE),
            new Magic("\u00fd7zXZ", "compressed by xz, which is not read", REPACK),
            new Magic("PK\u0003\u0004", "a zip archive", UNPACK_OR_SAVE),
            new Magic("7z\u00bc\u00af", "a 7z archive", UNPACK),
            new Magic("Rar!", "a RAR archive", UNPACK),
            new Magic("\u0089PNG", "a picture", NO_DATA),
            new Magic("\u00ff\u00d8\u00ff", "a picture", NO_DATA),
            new Magic("GIF8", "a picture", NO_DATA),
            new Magic("%PDF", "a PDF document", NO_DATA),
            new Magic("ORC", "an ORC file", CONVERT),
            new Magic("Obj\u0001", "an Avro file", CONVERT),
            new Magic("ARROW1", "an Arrow file", CONVERT),
            new Magic("SQLite format 3", "an SQLite database", CONVERT),
            new Magic("\u007fELF", "a program", NO_DATA));

    /** What stands in the way of a file that is none of ours. */
    static Obstacle of(FileName name, FileHead head) {
        if (head.isEmpty()) {
            return new Obstacle("empty", "It can be a table once there is something in it.");
        }
        String extensions = name.extensions().toLowerCase(Locale.ROOT);
        if (OFFICE_MAGIC.stream().anyMatch(head::startsWith)) {
            if (SPREADSHEETS.contains(extensions)) {
                return SPREADSHEET;
            }
            if (DOCUMENTS.contains(extensions)) {
                return DOCUMENT;
            }
        }
        Obstacle byContent = byContent(head, false);
        if (byContent != null) {
            return byContent;
        }
        if (head.isTar()) {
            return new Obstacle("a tar archive", UNPACK);
        }
        return switch (name.claim()) {
            case SOMETHING_ELSE ->
                new Obstacle("its name says that it is something else, and its content does not contradict", DEFINE);
            case COMPRESSED -> new Obstacle("its name says that it is compressed in a way that is not read", REPACK);
            case NOTHING, FORMAT -> new Obstacle("neither its content nor its name tells a format", DEFINE);
        };
    }

    /**
     * What a file is that its name calls one of ours, and that cannot be read as such; null where the first bytes do not tell.
     */
    static @Nullable Obstacle disguised(FileHead head) {
        return byContent(head, true);
    }

    private static @Nullable Obstacle byContent(FileHead head, boolean unlikeText) {
        for (Magic magic : MAGIC) {
            if (head.startsWith(magic.start()) && !(unlikeText && magic.mayBeginText())) {
                return magic.obstacle();
            }
        }
        return null;
    }

    /** Of a file within which another lies. */
    static Obstacle packed(Obstacle packing, boolean archive) {
        return archive
                ? new Obstacle("a tar archive, " + packing.reason(), UNPACK)
                : new Obstacle(packing.reason() + ", and no table inside", packing.hint());
    }

    /** The operating system does not let us look. */
    static Obstacle unreadable(String reason) {
        return new Obstacle(reason, "Give the user of this process the right to read it, and check its storage.");
    }

    /** It is not a file that has data, or not one that is listed here. */
    static Obstacle entry(String reason) {
        return new Obstacle(reason, "Name a file that is listed as a table.");
    }
}
