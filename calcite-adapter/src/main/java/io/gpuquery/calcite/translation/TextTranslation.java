package io.gpuquery.calcite.translation;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.column.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.jspecify.annotations.Nullable;

/** Calls of texts. */
final class TextTranslation {
    private static final Map<SqlOperator, Operation> OF_TEXTS = Map.of(
            SqlStdOperatorTable.LIKE, Operation.LIKE,
            SqlStdOperatorTable.UPPER, Operation.UPPER,
            SqlStdOperatorTable.LOWER, Operation.LOWER,
            SqlStdOperatorTable.CHAR_LENGTH, Operation.CHAR_LENGTH,
            SqlStdOperatorTable.CHARACTER_LENGTH, Operation.CHAR_LENGTH,
            SqlStdOperatorTable.OCTET_LENGTH, Operation.OCTET_LENGTH,
            SqlStdOperatorTable.CONCAT, Operation.CONCAT,
            SqlStdOperatorTable.POSITION, Operation.POSITION);

    private final ExpressionTranslation expressions;

    TextTranslation(ExpressionTranslation expressions) {
        this.expressions = expressions;
    }

    @Nullable
    Expression translate(RexCall call) {
        ColumnType type = ColumnTypes.column(call.getType());
        if (type == null) {
            return null;
        }
        if (call.getOperator().equals(SqlStdOperatorTable.TRIM)) {
            return trim(call, type);
        }
        List<RexNode> nodes = call.getOperands();
        if (call.getOperator().equals(SqlStdOperatorTable.SUBSTRING)) {
            return substring(call, type);
        }
        Operation operation = OF_TEXTS.get(call.getOperator());
        boolean binary = operation == Operation.OCTET_LENGTH;
        if (operation == null || (operation == Operation.POSITION && nodes.size() > 2)) {
            return null;
        }
        List<Expression> operands = expressions.translateAll(binary ? textOfBytes(nodes) : nodes);
        boolean known = operands != null
                && operands.stream()
                        .map(operand -> operand.type().type().kind())
                        .allMatch(kind ->
                                kind == ColumnType.Kind.VARCHAR || (binary && kind == ColumnType.Kind.VARBINARY));
        return operands == null || !known ? null : ExpressionTranslation.call(operation, type, call, operands);
    }

    /** A text whose bytes are asked for; Calcite casts it to them first. */
    private static List<RexNode> textOfBytes(List<RexNode> nodes) {
        if (!(nodes.get(0) instanceof RexCall cast) || !cast.isA(SqlKind.CAST)) {
            return nodes;
        }
        RelDataType text = cast.getOperands().get(0).getType();
        boolean whole = ColumnTypes.isText(text)
                && cast.getType().getPrecision() == RelDataType.PRECISION_NOT_SPECIFIED
                && StandardCharsets.UTF_8.equals(text.getCharset());
        return whole ? cast.getOperands() : nodes;
    }

    private @Nullable Expression substring(RexCall call, ColumnType type) {
        List<Expression> operands = expressions.translateAll(call.getOperands());
        if (operands == null || operands.get(0).type().type().kind() != ColumnType.Kind.VARCHAR) {
            return null;
        }
        for (Expression position : operands.subList(1, operands.size())) {
            // Calcite's code has rules of its own for positions beyond 32 bits.
            ColumnType.Kind kind = position.type().type().kind();
            if (kind != ColumnType.Kind.INTEGER
                    && kind != ColumnType.Kind.SMALLINT
                    && kind != ColumnType.Kind.TINYINT) {
                return null;
            }
        }
        return ExpressionTranslation.call(Operation.SUBSTRING, type, call, operands);
    }

    /** One character is trimmed; Calcite refuses more, and fewer. */
    private @Nullable Expression trim(RexCall call, ColumnType type) {
        SqlTrimFunction.Flag flag = call.getOperands().get(0) instanceof RexLiteral literal
                ? literal.getValueAs(SqlTrimFunction.Flag.class)
                : null;
        RexNode character = call.getOperands().get(1);
        Expression seek = expressions.translate(character);
        Expression text = expressions.translate(call.getOperands().get(2));
        String characters = character instanceof RexLiteral literal ? literal.getValueAs(String.class) : null;
        boolean one = characters != null && characters.length() == 1;
        if (flag == null || !one || seek == null || text == null) {
            return null;
        }
        Operation operation = switch (flag) {
            case BOTH -> Operation.TRIM_BOTH;
            case LEADING -> Operation.TRIM_LEADING;
            case TRAILING -> Operation.TRIM_TRAILING;
        };
        return text.type().type().kind() == ColumnType.Kind.VARCHAR
                ? ExpressionTranslation.call(operation, type, call, List.of(text, seek))
                : null;
    }
}
