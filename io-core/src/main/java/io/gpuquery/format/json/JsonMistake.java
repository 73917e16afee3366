package io.gpuquery.format.json;

/** What people write in place of JSON, by what a parser says about it. */
enum JsonMistake {
    SINGLE_QUOTES("\\(''' \\(code 39\\)\\)", "JSON has texts in double quotes (\") alone"),
    COMMA_BEFORE_BRACE("\\('}' \\(code 125\\)\\): was expecting double-quote", "remove the comma before the brace"),
    COMMA_BEFORE_BRACKET("\\('\\]' \\(code 93\\)\\): expected a v", "remove the comma before the bracket"),
    NO_VALUE("\\('[,}]' \\(code \\d+\\)\\): expected a v", "write a value there, or null"),
    KEY_WITHOUT_QUOTES("was expecting double-quote to start field name", "put keys into double quotes"),
    NO_COMMA("was expecting comma to separate", "put a comma between two values"),
    NO_COLON("was expecting a colon", "put a colon between key and value"),
    OTHER_WORD("Unrecognized token", "texts stand in double quotes, and JSON's only words are true, false and null"),
    CONTROL_CHARACTER("Illegal unquoted character", "write \\n, \\t or \\u000a in place of such a character in a text"),
    ESCAPE("Unrecognized character escape", "write a backslash twice where it means itself"),
    LEADING_ZEROS("Leading zeroes", "write the number without the zeros, or as a text in double quotes"),
    MARK("\\('\uFEFF' \\(code 65279", "remove the byte order mark, which files that were joined leave behind");

    private final java.util.regex.Pattern said;
    private final String correction;

    JsonMistake(String said, String correction) {
        this.said = java.util.regex.Pattern.compile(said);
        this.correction = correction;
    }

    /** What to do, behind a colon; empty where nothing is known of such a mistake. */
    static String correctionOf(String problem) {
        for (JsonMistake mistake : values()) {
            if (mistake.said.matcher(problem).find()) {
                return ": " + mistake.correction;
            }
        }
        return "";
    }
}
