package io.gpuquery.calcite.expression;

import org.jspecify.annotations.Nullable;

/**
 * A function of boxed values, called by any number of threads at a time.
 *
 * <table>
 * <caption>Boxed values</caption>
 * <tr><td>BOOLEAN</td><td>{@link Boolean}</td></tr>
 * <tr><td>TINYINT, SMALLINT, INTEGER, BIGINT</td><td>{@link Byte}, {@link Short}, {@link Integer}, {@link Long}</td></tr>
 * <tr><td>REAL, DOUBLE</td><td>{@link Float}, {@link Double}</td></tr>
 * <tr><td>DECIMAL</td><td>{@link java.math.BigDecimal} of the type's scale</td></tr>
 * <tr><td>DATE</td><td>{@link Integer}: days since the epoch</td></tr>
 * <tr><td>TIME</td><td>{@link Integer}: milliseconds since midnight, digits below dropped</td></tr>
 * <tr><td>TIMESTAMP, TIMESTAMP_LTZ</td><td>{@link Long}: milliseconds since the epoch, digits below dropped</td></tr>
 * <tr><td>VARCHAR</td><td>{@link String}</td></tr>
 * <tr><td>VARBINARY</td><td>{@code byte[]}, not to be changed</td></tr>
 * <tr><td>UUID</td><td>{@link java.util.UUID}</td></tr>
 * <tr><td>ARRAY</td><td>{@link java.util.List}; only as an operand</td></tr>
 * <tr><td>ROW</td><td>{@code Object[]}; only as an operand</td></tr>
 * <tr><td>MAP</td><td>{@link java.util.Map}, in the order of the entries, of which the last of a key counts; only as an operand</td></tr>
 * </table>
 */
@FunctionalInterface
public interface RowFunction {
    /**
     * The value for one row.
     *
     * @param operands in the order of the expression's; the array is reused for the next row
     * @return boxed as the expression's type says (any {@link Number} for a number); null is NULL
     */
    @Nullable
    Object apply(@Nullable Object[] operands);
}
