package io.gpuquery.calcite.translation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.apache.calcite.adapter.enumerable.CallImplementor;
import org.apache.calcite.adapter.enumerable.NullPolicy;
import org.apache.calcite.adapter.enumerable.RexImpTable;
import org.apache.calcite.adapter.enumerable.RexToLixTranslator;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Primitive;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.schema.FunctionParameter;
import org.apache.calcite.schema.ImplementableFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.validate.SqlUserDefinedFunction;

/**
 * The quotient of two decimals, rounded once, half up, to the scale of the call's own type.
 *
 * <p>It takes the place of SQL's {@code /} on decimals, which Calcite's generated code computes to 16 digits, whatever
 * the type says. Both operands are DECIMAL, of any precision and scale; null if either is null. Division by zero, and a
 * quotient with more digits than the type has, are {@link ArithmeticException}s. In SQL for another engine it is written
 * as {@code /}.
 */
public final class DecimalDivision extends SqlUserDefinedFunction {
    /** The operator. */
    public static final DecimalDivision INSTANCE = new DecimalDivision();

    private DecimalDivision() {
        super(
                new SqlIdentifier("DECIMAL_DIVIDE", SqlParserPos.ZERO),
                SqlKind.OTHER_FUNCTION,
                ReturnTypes.DECIMAL_QUOTIENT_NULLABLE,
                (callBinding, returnType, operandTypes) -> {},
                null,
                new GeneratedCode());
    }

    @Override
    public void unparse(SqlWriter writer, SqlCall call, int leftPrecedence, int rightPrecedence) {
        SqlStdOperatorTable.DIVIDE.unparse(writer, call, leftPrecedence, rightPrecedence);
    }

    private static final class GeneratedCode implements ImplementableFunction {
        @Override
        public List<FunctionParameter> getParameters() {
            return List.of();
        }

        @Override
        public CallImplementor getImplementor() {
            return RexImpTable.createImplementor(GeneratedCode::divide, NullPolicy.STRICT, false);
        }

        private static Expression divide(RexToLixTranslator translator, RexCall call, List<Expression> operands) {
            RelDataType type = call.getType();
            Expression scale = Expressions.constant(type.getScale());
            Expression rounding = Expressions.constant(RoundingMode.HALF_UP);
            Expression quotient = Expressions.call(operands.get(0), "divide", operands.get(1), scale, rounding);
            Expression fitting = Expressions.call(
                    Primitive.class,
                    "decimalDecimalCast",
                    quotient,
                    Expressions.constant(type.getPrecision()),
                    scale,
                    rounding);
            return Expressions.convert_(fitting, BigDecimal.class);
        }
    }
}
