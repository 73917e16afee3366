package io.gpuquery.catalog;

import io.gpuquery.scan.FileFormat;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a file says about it.
 *
 * @param base the name without its extensions
 * @param extensions those, as written, without the first dot ({@code csv.gz}); empty where there is none
 * @param claim what the extensions claim
 * @param format the format that they claim; null where they claim none
 */
record FileName(
        String base,
        String extensions,
        Claim claim,
        @Nullable FileFormat format) {
    /** What a name can claim. */
    enum Claim {
        /** One of our formats. */
        FORMAT,
        /** Nothing in particular. */
        NOTHING,
        /** To be packed, in a way that is not read or without a word of what is inside. */
        COMPRESSED,
        /** To be something else, such as a picture. */
        SOMETHING_ELSE
    }

    private static final Map<String, FileFormat> FORMATS = Map.ofEntries(
            Map.entry("csv", FileFormat.CSV),
            Map.entry("tsv", FileFormat.CSV),
            Map.entry("psv", FileFormat.CSV),
            Map.entry("tab", FileFormat.CSV),
            Map.entry("tbl", FileFormat.CSV),
            Map.entry("json", FileFormat.JSON),
            Map.entry("ndjson", FileFormat.JSON),
            Map.entry("jsonl", FileFormat.JSON),
            Map.entry("geojson", FileFormat.JSON),
            Map.entry("parquet", FileFormat.PARQUET),
            Map.entry("parq", FileFormat.PARQUET),
            Map.entry("pq", FileFormat.PARQUET));

    /** Compressions that are read, so that the name beneath tells the format. */
    private static final Set<String> READ_COMPRESSIONS =
            Set.of("gz", "gzip", "zst", "zstd", "bz2", "snappy", "sz", "lz4");

    private static final Set<String> OTHER_COMPRESSIONS = Set.of("xz", "br", "deflate", "z", "lzo", "lzma");

    private static final Set<String> SOMETHING_ELSE = Set.of("""
            md markdown rst adoc tex html htm xhtml css xml xsd xsl xslt yaml yml toml ini cfg conf properties env lock
            pdf doc docx xls xlsx ppt pptx odt ods odp rtf epub
            png jpg jpeg gif bmp tif tiff webp svg ico heic psd mp3 mp4 wav flac ogg avi mov mkv webm
            zip tar tgz tbz2 7z rar jar war iso dmg deb rpm
            exe dll so dylib a o obj class bin wasm pyc
            java kt scala groovy py r rb pl php js mjs ts tsx jsx c h cpp hpp cc cs go rs swift m sql sh bash bat ps1 ipynb
            gradle cmake mk
            db sqlite sqlite3 mdb orc avro arrow feather h5 hdf5 npy npz pkl pickle rds rdata dta sav sas7bdat mat
            crc md5 sha1 sha256 sha512 asc sig pem key crt
            ttf otf woff woff2 map bak tmp swp""".split("\\s+"));

    private static final Set<String> NAMES_OF_SOMETHING_ELSE = Set.of("""
            license licence notice readme changelog changes authors contributors contributing copying copyright install
            news todo makefile dockerfile jenkinsfile vagrantfile gemfile procfile codeowners""".split("\\s+"));

    /** What is taken for an extension although nobody knows it. */
    private static final Pattern EXTENSION = Pattern.compile("[a-z][a-z0-9]{0,7}");

    /** What the name of a folder says that is one table: it may end like a file of our formats, {@code sales.parquet}. */
    static FileName ofFolder(String name) {
        FileName file = of(name);
        return new FileName(file.format() == null ? name : file.base(), "folder", Claim.FORMAT, file.format());
    }

    static FileName of(Path path) {
        return of(text(path));
    }

    static FileName of(String fileName) {
        String base = fileName;
        FileFormat format = null;
        boolean compressed = false;
        boolean unread = false;
        boolean otherwise = false;
        for (boolean outermost = true; ; outermost = false) {
            int dot = base.lastIndexOf('.');
            if (dot < 1 || base.substring(0, dot).isBlank()) {
                break;
            }
            String extension = base.substring(dot + 1).toLowerCase(Locale.ROOT);
            boolean unknown = false;
            if (FORMATS.containsKey(extension)) {
                format = format == null ? FORMATS.get(extension) : format;
            } else if (READ_COMPRESSIONS.contains(extension)) {
                compressed |= outermost;
            } else if (OTHER_COMPRESSIONS.contains(extension)) {
                unread |= outermost;
            } else if (format == null && isExtension(extension)) {
                otherwise = SOMETHING_ELSE.contains(extension);
                unknown = true;
            } else {
                break;
            }
            base = base.substring(0, dot);
            if (unknown) {
                break;
            }
        }
        if (format == null && NAMES_OF_SOMETHING_ELSE.contains(base.toLowerCase(Locale.ROOT))) {
            otherwise = true;
        }
        String extensions = fileName.substring(Math.min(fileName.length(), base.length() + 1));
        return new FileName(
                base, extensions, claim(otherwise, unread || (compressed && format == null), format), format);
    }

    FileName withClaim(Claim newClaim) {
        return new FileName(base, extensions, newClaim, format);
    }

    private static Claim claim(boolean otherwise, boolean compressed, @Nullable FileFormat format) {
        if (otherwise) {
            return Claim.SOMETHING_ELSE;
        }
        if (compressed) {
            return Claim.COMPRESSED;
        }
        return format == null ? Claim.NOTHING : Claim.FORMAT;
    }

    private static boolean isExtension(String extension) {
        return SOMETHING_ELSE.contains(extension)
                || EXTENSION.matcher(extension).matches();
    }

    /** The last part of a path as text in composed form, whatever encoding the JVM was started with. */
    static String text(Path path) {
        Path last = path.getFileName();
        String text = last == null ? "" : last.toString();
        if (text.indexOf('\uFFFD') >= 0) {
            // The JVM's encoding cannot express the name; the URI still has its bytes.
            String escaped = path.toUri().getRawPath();
            int end = escaped.endsWith("/") ? escaped.length() - 1 : escaped.length();
            text = unescape(escaped.substring(escaped.lastIndexOf('/', end - 1) + 1, end));
        }
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static String unescape(String escaped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(escaped, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
