package io.gpuquery.calcite.expression;

/**
 * What a {@link Expression.Call} computes.
 *
 * <p>Unless an operation says otherwise, it is NULL where any operand is. Operands of numeric operations may be of different
 * numeric types: they meet in DOUBLE where one of them is REAL or DOUBLE, else exactly. What the type of the call cannot hold is an
 * error, as is division by zero of exact numbers; exact numbers with more digits after the point than the type has are rounded half
 * away from zero, once. Operands of a branch, or of an AND or OR, are evaluated only for the rows that need them, wherever they
 * could fail. Booleans count as false &lt; true. Doubles compare as Java's primitives: NaN is unequal to everything, and -0 equals 0.
 * Texts compare by code point.
 */
public enum Operation {
    /** All of two or more booleans: FALSE if any is FALSE, else NULL if any is NULL. */
    AND(2, Integer.MAX_VALUE),
    /** Any of two or more booleans: TRUE if any is TRUE, else NULL if any is NULL. */
    OR(2, Integer.MAX_VALUE),
    /** NULL stays NULL. */
    NOT(1, 1),
    /** Never NULL. */
    IS_NULL(1, 1),
    /** Never NULL. */
    IS_NOT_NULL(1, 1),
    /** Of a boolean; FALSE for NULL. */
    IS_TRUE(1, 1),
    /** Of a boolean; FALSE for NULL. */
    IS_FALSE(1, 1),
    /** Of a boolean; TRUE for NULL. */
    IS_NOT_TRUE(1, 1),
    /** Of a boolean; TRUE for NULL. */
    IS_NOT_FALSE(1, 1),

    /** Of two numbers, or two values of one family; times of different precision compare as the instants they are. */
    EQ(2, 2),
    NE(2, 2),
    LT(2, 2),
    LE(2, 2),
    GT(2, 2),
    GE(2, 2),
    /** As NE, but two NULLs are not distinct, and one is; never NULL. */
    IS_DISTINCT_FROM(2, 2),
    /** As EQ, but two NULLs are not distinct, and one is; never NULL. */
    IS_NOT_DISTINCT_FROM(2, 2),
    /** The first operand equals one of the others, which are constants or parameters: TRUE, else NULL if one of them is NULL. */
    IN(2, Integer.MAX_VALUE),

    /** Of two numbers. */
    PLUS(2, 2),
    /** Of two numbers. */
    MINUS(2, 2),
    /** Of two numbers. */
    TIMES(2, 2),
    /** Of two numbers. Integers are truncated towards zero, decimals rounded once to the scale of the type. */
    DIVIDE(2, 2),
    /** The remainder of two exact numbers or of two doubles, with the sign of the first. */
    MODULO(2, 2),
    NEGATE(1, 1),
    ABS(1, 1),
    /** The greatest whole number that is not greater. */
    FLOOR(1, 1),
    /** The least whole number that is not less. */
    CEIL(1, 1),
    /** Of a double; NaN below zero. */
    SQRT(1, 1),
    /** Of two doubles. */
    POWER(2, 2),
    /** Of a double; natural. */
    LN(1, 1),
    EXP(1, 1),

    /** {@code condition, value, condition, value, …, otherwise}: the value after the first condition that is TRUE. */
    CASE(3, Integer.MAX_VALUE),
    /** The first operand that is not NULL. All have the type of the call. */
    COALESCE(1, Integer.MAX_VALUE),
    /**
     * The same value in the type of the call. Numbers: rounded half away from zero to fewer digits after the point, and from
     * doubles to BIGINT; truncated towards zero from decimals to integers, and from doubles to narrower ones, as with Calcite. Text to a number, date, time, timestamp or boolean, with blanks around it:
     * what is not one is an error. Anything to text as Calcite writes it.
     */
    CAST(1, 1),

    /**
     * {@code text, pattern[, escape]}: {@code %} stands for any text, {@code _} for one character, a line end
     * too, as the standard says and unlike Calcite's own code. A pattern that ends in its escape is an error.
     */
    LIKE(2, 3),
    /** {@code text, from[, for]}, in characters counted from 1. A negative length is an error. */
    SUBSTRING(2, 3),
    /** In the root locale, as {@link String#toUpperCase()}. */
    UPPER(1, 1),
    /** In the root locale, as {@link String#toLowerCase()}. */
    LOWER(1, 1),
    /** {@code text, characters}: without any of the characters at both ends. */
    TRIM_BOTH(2, 2),
    /** {@code text, characters}: without any of the characters at its start. */
    TRIM_LEADING(2, 2),
    /** {@code text, characters}: without any of the characters at its end. */
    TRIM_TRAILING(2, 2),
    /** As Java counts: UTF-16 code units. */
    CHAR_LENGTH(1, 1),
    /** Bytes of UTF-8, or of a VARBINARY. */
    OCTET_LENGTH(1, 1),
    /** Of two or more texts. */
    CONCAT(2, Integer.MAX_VALUE),
    /** {@code needle, text}: where the needle first occurs, counted from 1 in UTF-16 code units; 0 where it does not. */
    POSITION(2, 2),

    /** Elements of an ARRAY, or entries of a MAP; INTEGER. */
    CARDINALITY(1, 1),
    /** {@code array, place}: the element at a place that is counted from 1; NULL where there is none. */
    ELEMENT(2, 2),
    /** {@code map, key} of the type of the map's keys: the value of the key; NULL where there is none. */
    MAPPED(2, 2),
    /** A nested value as VARBINARY, equal for equal values (nulls within are equal to each other), to be a key. */
    TO_KEY(1, 1),
    /** The nested value that was made a key. */
    FROM_KEY(1, 1),

    /** Of a DATE or timestamp, like all of these; BIGINT. TIMESTAMP_LTZ in UTC. */
    EXTRACT_YEAR(1, 1),
    EXTRACT_QUARTER(1, 1),
    EXTRACT_MONTH(1, 1),
    /** Of ISO 8601. */
    EXTRACT_WEEK(1, 1),
    /** Of the month. */
    EXTRACT_DAY(1, 1),
    /** 1 is Sunday, 7 is Saturday. */
    EXTRACT_DAY_OF_WEEK(1, 1),
    EXTRACT_DAY_OF_YEAR(1, 1),
    /** Also of a TIME, like those that follow; 0 for a DATE. */
    EXTRACT_HOUR(1, 1),
    EXTRACT_MINUTE(1, 1),
    /** Whole seconds of the minute. */
    EXTRACT_SECOND(1, 1),
    /** Seconds since 1970-01-01; not of a TIME. */
    EXTRACT_EPOCH(1, 1),
    /** The start of the unit that a DATE or timestamp lies in, like all of these. */
    FLOOR_YEAR(1, 1),
    FLOOR_QUARTER(1, 1),
    FLOOR_MONTH(1, 1),
    /** Weeks start on Sunday, as with Calcite. */
    FLOOR_WEEK(1, 1),
    FLOOR_DAY(1, 1),
    /** Also of a TIME, like those that follow. */
    FLOOR_HOUR(1, 1),
    FLOOR_MINUTE(1, 1),
    FLOOR_SECOND(1, 1),
    /** {@code time, months}: the same day of another month, or its last. An INTERVAL of years and months is so many months. */
    ADD_MONTHS(2, 2),
    /** {@code time, milliseconds}, of a DATE by whole days. An INTERVAL of days to seconds is so many milliseconds. */
    ADD_MILLIS(2, 2),
    /** {@code a, b}: milliseconds from b to a; BIGINT. */
    MILLIS_BETWEEN(2, 2),
    /** {@code a, b}: whole months from b to a; INTEGER or BIGINT. */
    MONTHS_BETWEEN(2, 2);

    private final int leastOperands;
    private final int mostOperands;

    Operation(int leastOperands, int mostOperands) {
        this.leastOperands = leastOperands;
        this.mostOperands = mostOperands;
    }

    void checkOperandCount(int count) {
        boolean paired = this != CASE || count % 2 == 1;
        if (count < leastOperands || count > mostOperands || !paired) {
            throw new IllegalArgumentException(this + " of " + count + " operands");
        }
    }
}
