package io.gpuquery.calcite.schema;

import java.math.RoundingMode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * The types that results have: 38-digit decimals, and aggregates that cannot overflow unnoticed.
 *
 * <ul>
 *   <li>DECIMAL has up to 38 digits, any number of them after the point; what does not fit is rounded half up.
 *   <li>SUM of integers is BIGINT, of BIGINT DECIMAL(38, 0), of DECIMAL(p, s) DECIMAL(38, s), of REAL DOUBLE.
 *   <li>AVG (and STDDEV, VAR) of integers and of REAL is DOUBLE, of DECIMAL(p, s) DECIMAL(38, s + 4).
 *   <li>The quotient of decimals has 12 digits after the point, or 6 more than the dividend; where the digits before the
 *       point leave no room for them in 38, it has fewer, but 6, and 4 more than the dividend.
 *   <li>TIMESTAMP and TIME without a precision have milliseconds, which is what Calcite computes with.
 *   <li>Texts of different lengths in a CASE or a VALUES are not padded to one length.
 * </ul>
 *
 * <p>Our own driver uses it; a {@code jdbc:calcite:} connection names it in its property {@code typeSystem}, and
 * {@code Frameworks} takes it in its configuration. It has no state.
 */
public final class GpuQueryTypeSystem extends RelDataTypeSystemImpl {
    /** The one instance that is needed; Calcite's plugin loading finds it by this name. */
    public static final GpuQueryTypeSystem INSTANCE = new GpuQueryTypeSystem();

    private static final int MAX_DECIMAL_DIGITS = 38;
    private static final int MORE_DIGITS_OF_AVERAGE = 4;
    private static final int MILLISECONDS = 3;
    private static final int NANOSECONDS = 9;

    /** For Calcite's connection property {@code typeSystem}. */
    public GpuQueryTypeSystem() {}

    @Override
    public int getMaxPrecision(SqlTypeName typeName) {
        return switch (typeName) {
            case DECIMAL -> MAX_DECIMAL_DIGITS;
            case TIME, TIME_WITH_LOCAL_TIME_ZONE, TIME_TZ, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ ->
                NANOSECONDS;
            default -> super.getMaxPrecision(typeName);
        };
    }

    @Override
    public int getMaxScale(SqlTypeName typeName) {
        return typeName == SqlTypeName.DECIMAL ? MAX_DECIMAL_DIGITS : super.getMaxScale(typeName);
    }

    @Override
    public int getDefaultPrecision(SqlTypeName typeName) {
        return switch (typeName) {
            case TIME, TIME_WITH_LOCAL_TIME_ZONE, TIME_TZ, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ ->
                MILLISECONDS;
            default -> super.getDefaultPrecision(typeName);
        };
    }

    @Override
    public RoundingMode roundingMode() {
        return RoundingMode.HALF_UP;
    }

    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
        return true;
    }

    @Override
    public RelDataType deriveSumType(RelDataTypeFactory typeFactory, RelDataType argumentType) {
        RelDataType sum = switch (argumentType.getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER, UTINYINT, USMALLINT, UINTEGER ->
                typeFactory.createSqlType(SqlTypeName.BIGINT);
            case BIGINT, UBIGINT -> typeFactory.createSqlType(SqlTypeName.DECIMAL, MAX_DECIMAL_DIGITS, 0);
            case DECIMAL -> typeFactory.createSqlType(SqlTypeName.DECIMAL, MAX_DECIMAL_DIGITS, argumentType.getScale());
            case REAL, FLOAT, DOUBLE -> typeFactory.createSqlType(SqlTypeName.DOUBLE);
            default -> super.deriveSumType(typeFactory, argumentType);
        };
        return typeFactory.createTypeWithNullability(sum, argumentType.isNullable());
    }

    @Override
    public RelDataType deriveAvgAggType(RelDataTypeFactory typeFactory, RelDataType argumentType) {
        return typeFactory.createTypeWithNullability(mean(typeFactory, argumentType), argumentType.isNullable());
    }

    @Override
    public RelDataType deriveCovarType(RelDataTypeFactory typeFactory, RelDataType arg0Type, RelDataType arg1Type) {
        RelDataType covariance = mean(typeFactory, arg0Type);
        return typeFactory.createTypeWithNullability(covariance, arg0Type.isNullable() || arg1Type.isNullable());
    }

    @Override
    public @Nullable RelDataType deriveDecimalDivideType(
            RelDataTypeFactory typeFactory, RelDataType type1, RelDataType type2) {
        if (!SqlTypeUtil.isExactNumeric(type1)
                || !SqlTypeUtil.isExactNumeric(type2)
                || !(SqlTypeUtil.isDecimal(type1) || SqlTypeUtil.isDecimal(type2))) {
            return null;
        }
        RelDataType dividend = RelDataTypeFactoryImpl.isJavaType(type1) ? typeFactory.decimalOf(type1) : type1;
        RelDataType divisor = RelDataTypeFactoryImpl.isJavaType(type2) ? typeFactory.decimalOf(type2) : type2;
        if (dividend == null || divisor == null) {
            return null;
        }
        int integerDigits = dividend.getPrecision() - dividend.getScale() + divisor.getScale();
        int least = Math.max(6, dividend.getScale() + MORE_DIGITS_OF_AVERAGE);
        int wanted = Math.max(12, dividend.getScale() + 6);
        int scale = Math.max(least, Math.min(wanted, MAX_DECIMAL_DIGITS - integerDigits));
        scale = Math.min(scale, MAX_DECIMAL_DIGITS);
        return typeFactory.createSqlType(
                SqlTypeName.DECIMAL, Math.min(MAX_DECIMAL_DIGITS, integerDigits + scale), scale);
    }

    private static RelDataType mean(RelDataTypeFactory typeFactory, RelDataType argumentType) {
        return switch (argumentType.getSqlTypeName()) {
            case DECIMAL ->
                typeFactory.createSqlType(
                        SqlTypeName.DECIMAL,
                        MAX_DECIMAL_DIGITS,
                        Math.min(argumentType.getScale() + MORE_DIGITS_OF_AVERAGE, MAX_DECIMAL_DIGITS));
            case TINYINT, SMALLINT, INTEGER, BIGINT, UTINYINT, USMALLINT, UINTEGER, UBIGINT, REAL, FLOAT, DOUBLE ->
                typeFactory.createSqlType(SqlTypeName.DOUBLE);
            default -> argumentType;
        };
    }
}
