package io.gpuquery.format.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.gpuquery.error.DataException;
import io.gpuquery.error.EmptyFileException;
import io.gpuquery.error.Location;
import io.gpuquery.error.MisfitException;
import java.io.IOException;

/** What is wrong with a text, told to people. */
final class JsonFaults {
    private static final String ON_ERROR =
            "read such fields as NULL (\"onError\": \"null\") or leave their rows out (\"onError\": \"skip\").";

    private static final int EXCERPT_CHARS = 60;

    private final JsonText text;

    JsonFaults(JsonText text) {
        this.text = text;
    }

    /**
     * The failure of a parser.
     *
     * @param base offset of the parser's first byte
     * @param recordOffset where the record begins in which it failed
     * @param array whether the records are elements of a top-level array
     */
    DataException of(IOException failure, long base, long recordOffset, boolean array) {
        if (failure instanceof InvalidTextException invalid) {
            return new DataException(
                    String.valueOf(invalid.getMessage()), text.locationOf(invalid.offset()), invalid.hint(), failure);
        }
        if (isEnd(failure)) {
            return new DataException(
                    array ? "The file ends inside its top-level array" : "The file ends in the middle of a record",
                    text.locationOf(recordOffset),
                    array
                            ? "The file may be cut off, or somebody may be writing it: write it again in full."
                            : "The file may be cut off, or somebody may be writing it: write it again in full, or, where"
                                    + " each record is on a line of its own, set \"onError\" to \"skip\" to leave this one out.",
                    failure);
        }
        if (failure instanceof StreamConstraintsException) {
            return new DataException(
                    "A value is too long or too deep: texts may have " + JsonLimits.MAX_TEXT_CHARS
                            + " characters, numbers " + JsonLimits.MAX_NUMBER_CHARS + ", keys "
                            + JsonLimits.MAX_KEY_CHARS + ", and values " + JsonLimits.MAX_DEPTH + " levels",
                    text.locationOf(recordOffset),
                    "Write such a value in a file of its own, or as a text.",
                    failure);
        }
        if (failure instanceof JsonProcessingException malformed) {
            JsonLocation at = malformed.getLocation();
            long offset = at == null || at.getByteOffset() < 0 ? recordOffset : base + at.getByteOffset();
            String problem = problem(malformed);
            String correction = "Correct the text" + JsonMistake.correctionOf(problem);
            return new DataException(
                    "The text is no JSON: " + problem,
                    text.locationOf(offset),
                    array
                            ? correction + '.'
                            : correction + (correction.indexOf(':') < 0 ? "," : ";")
                                    + " or, where each record is on a line of its own, set \"onError\" to \"skip\" to leave"
                                    + " such lines out.",
                    failure);
        }
        throw new IllegalStateException("text in memory could not be read", failure);
    }

    /** Whether the text ended inside a value. The parser has an exception for that, but not always throws it. */
    static boolean isEnd(IOException failure) {
        return failure instanceof JsonEOFException
                || (failure instanceof JsonProcessingException parsing
                        && String.valueOf(parsing.getOriginalMessage()).startsWith("Unexpected end-of-input"));
    }

    /** Without the advice on switches of the parser, which users do not have. */
    private static String problem(JsonProcessingException malformed) {
        String message = String.valueOf(malformed.getOriginalMessage());
        return excerpt(
                message.replaceAll(" \\(?(consider enabling|enable|not recognized as one) .*|: enable .*", ""), 200);
    }

    DataException afterArray(long offset) {
        return new DataException(
                "More text follows the end of the top-level array",
                text.locationOf(offset),
                "Put all records into one array, or each on a line of its own without any array.");
    }

    /** A record that is parted where the file seemed to have a border between records: only comments can do that. */
    DataException hiddenBorder(long recordOffset) {
        return new DataException(
                "A comment in this record looks like the end of the record",
                text.locationOf(recordOffset),
                "Remove the comments, which JSON does not have.");
    }

    DataException tooManyKeys(long offset) {
        return new DataException(
                "The objects have more keys than the " + JsonLimits.MAX_KEYS + " columns that a table can have",
                text.locationOf(offset),
                "Objects whose keys are data are no table: name the keys that matter with the option \"columns\".");
    }

    DataException noRecords() {
        return new EmptyFileException(
                "The file holds no records",
                Location.of(text.path()),
                "Write a record into it, delete it, or name its columns with the option \"columns\".");
    }

    DataException noKeys() {
        return new DataException(
                "The file holds no object with a key",
                Location.of(text.path()),
                "A table needs a column: give the objects keys, or name the columns with the option \"columns\".");
    }

    /** A field that does not fit its column. */
    DataException misfit(String value, String type, String column, long offset, boolean declared) {
        String problem = excerpt(value, EXCERPT_CHARS) + " is no " + type;
        Location place = text.locationOf(offset).withColumn(column);
        if (declared) {
            return new DataException(problem, place, "Declare another type for the column, or " + ON_ERROR);
        }
        boolean isString = value.startsWith("\"");
        boolean isNested = value.startsWith("A");
        return new MisfitException(
                problem,
                place,
                "The type was inferred from a sample: infer it from all rows (\"sampleRows\": 0), declare it"
                        + " (\"columns\"), or "
                        + ON_ERROR,
                isString ? value.substring(1, value.length() - 1) : value,
                isString
                        ? MisfitException.Notation.STRING
                        : isNested ? MisfitException.Notation.NESTED : MisfitException.Notation.PLAIN);
    }

    /** A part of a nested value; the column stands with the way to the part. */
    DataException nestedMisfit(String value, String type, String place, long offset) {
        return new DataException(
                excerpt(value, EXCERPT_CHARS) + " is no " + type,
                text.locationOf(offset).withColumn(place),
                "The type was inferred from a sample: infer it from all rows (\"sampleRows\": 0), read nested values as JSON text"
                        + " (\"nested\": \"json\"), or " + ON_ERROR);
    }

    /** Half of a surrogate pair: a text that has no UTF-8. */
    DataException loneSurrogate(String column, long offset) {
        return new DataException(
                "The text has half of a surrogate pair (\\ud800 to \\udfff), which is no character",
                text.locationOf(offset).withColumn(column),
                "Correct the text, or " + ON_ERROR);
    }

    DataException nestedTooLong(int maxChars, String column, long offset) {
        return new DataException(
                "The text of a nested value is longer than " + maxChars + " characters",
                text.locationOf(offset).withColumn(column),
                "Leave the column out of the query, or " + ON_ERROR);
    }

    /** A record that is no object, among objects. */
    DataException noObject(String value, long offset) {
        return new DataException(
                excerpt(value, EXCERPT_CHARS) + " is no object, as the other records are",
                text.locationOf(offset),
                "Correct the record, or " + ON_ERROR);
    }

    /** A record without a value for a column that has to have one. */
    DataException nullIn(String column, long offset) {
        return new DataException(
                "The value is missing, and the column is declared as not nullable",
                text.locationOf(offset).withColumn(column),
                "Declare the column as nullable, or leave such rows out with \"onError\": \"skip\".");
    }

    DataException noRowsAt(String rowsAt, long offset) {
        return new DataException(
                "There is no array of rows under the key \"" + excerpt(rowsAt, EXCERPT_CHARS) + "\"",
                text.locationOf(offset),
                "Correct the option \"rowsAt\": it names the key, or keys joined by points, of an array in the file's object.");
    }

    DataException unknownKey(String key, long offset) {
        return new DataException(
                "The key \"" + excerpt(key, EXCERPT_CHARS) + "\" is no column",
                text.locationOf(offset),
                "It was not among the rows looked at: look at all with \"sampleRows\": 0, name the columns with the option"
                        + " \"columns\", or set \"strict\" to false to leave such keys out.");
    }

    DataException unknownKeyWithin(long offset) {
        return new DataException(
                "A nested object that ends here has a key twice, or one that is no field",
                text.locationOf(offset),
                "Look at all rows with \"sampleRows\": 0, read nested values as JSON text (\"nested\": \"json\"), or set"
                        + " \"strict\" to false to leave such keys out.");
    }

    DataException duplicateKey(String key, long offset) {
        return new DataException(
                "The key \"" + excerpt(key, EXCERPT_CHARS) + "\" is twice in one object",
                text.locationOf(offset),
                "Correct the object, or set \"strict\" to false to take the last value.");
    }

    private static String excerpt(String value, int chars) {
        if (value.length() <= chars) {
            return value;
        }
        int end = Character.isHighSurrogate(value.charAt(chars - 1)) ? chars - 1 : chars;
        return value.substring(0, end) + "…";
    }
}
