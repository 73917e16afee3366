package io.gpuquery.calcite.rel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUnknownAs;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlPostfixOperator;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.Sarg;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;

/** Expressions over the columns of a node as SQL, for EXPLAIN. */
final class ExpressionText {
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z_0-9$]*");

    /** Names that Calcite makes up where there is none. */
    private static final Pattern MADE_UP_NAME = Pattern.compile("(EXPR)?\\$.*|\\$?f[0-9]+");

    private final List<String> columns;
    private final RexBuilder builder;

    /** For expressions over the columns of a node; columns without a name of their own are written as what they are. */
    ExpressionText(RelNode input) {
        this(input.getCluster().getRexBuilder(), texts(input));
    }

    private ExpressionText(RexBuilder builder, List<String> columns) {
        this.builder = builder;
        this.columns = columns;
    }

    /** For expressions over the columns of two nodes; of the second, names that the first has too get a number. */
    static ExpressionText ofPairs(RelNode left, RelNode right) {
        List<String> columns = texts(left);
        for (String text : texts(right)) {
            String unique = text;
            for (int number = 0; columns.contains(unique); number++) {
                unique = text.endsWith("\"") ? text.substring(0, text.length() - 1) + number + '"' : text + number;
            }
            columns.add(unique);
        }
        return new ExpressionText(left.getCluster().getRexBuilder(), columns);
    }

    private static List<String> texts(RelNode input) {
        List<String> texts = new ArrayList<>();
        for (String name : input.getRowType().getFieldNames()) {
            boolean computed =
                    input instanceof DeviceProject && MADE_UP_NAME.matcher(name).matches();
            texts.add(
                    computed
                            ? new ExpressionText(((DeviceProject) input).getInput())
                                    .of(((DeviceProject) input).getProjects().get(texts.size()))
                            : name(name));
        }
        return texts;
    }

    /** The name of a column, quoted if it has to be. */
    String column(int index) {
        return columns.get(index);
    }

    private static String name(String name) {
        return PLAIN_NAME.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    List<String> columns(ImmutableBitSet indexes) {
        return indexes.asList().stream().map(this::column).toList();
    }

    /** {@code " AS name"}; nothing for a name that nobody chose. */
    String alias(String name) {
        return MADE_UP_NAME.matcher(name).matches() ? "" : " AS " + name(name);
    }

    /** An expression under a name of its own. */
    String named(RexNode expression, String name) {
        String text = of(expression);
        return text.equals(name(name)) ? text : text + alias(name);
    }

    String call(AggregateCall call) {
        String arguments = call.getArgList().isEmpty()
                ? "*"
                : call.getArgList().stream().map(this::column).collect(Collectors.joining(", "));
        String filter = call.hasFilter() ? " FILTER (WHERE " + column(call.filterArg) + ")" : "";
        return call.getAggregation().getName() + "(" + (call.isDistinct() ? "DISTINCT " : "") + arguments + ")"
                + filter;
    }

    String of(RexNode expression) {
        return text(expression, false);
    }

    private String text(RexNode node, boolean inner) {
        if (node instanceof RexInputRef reference) {
            return column(reference.getIndex());
        }
        if (node instanceof RexLiteral literal) {
            return literal(literal);
        }
        if (!(node instanceof RexCall call)) {
            return node.toString();
        }
        List<RexNode> operands = call.getOperands();
        if (call.getOperator() instanceof SqlBinaryOperator && operands.size() > 1) {
            String joined = operands.stream()
                    .map(operand -> text(operand, true))
                    .collect(Collectors.joining(" " + call.getOperator().getName() + " "));
            return inner ? "(" + joined + ")" : joined;
        }
        if (call.getOperator() instanceof SqlPostfixOperator) {
            return text(operands.get(0), true) + " " + call.getOperator().getName();
        }
        return switch (call.getKind()) {
            case CAST -> "CAST(" + text(operands.get(0), false) + " AS " + call.getType() + ")";
            case CASE -> branches(operands);
            case SEARCH -> search(call, inner);
            case NOT -> "NOT " + text(operands.get(0), true);
            case LIKE ->
                text(operands.get(0), true) + " LIKE " + text(operands.get(1), true)
                        + (operands.size() > 2 ? " ESCAPE " + text(operands.get(2), true) : "");
            default ->
                operands.isEmpty() && call.getKind() != SqlKind.OTHER_FUNCTION
                        ? call.getOperator().getName()
                        : call.getOperator().getName()
                                + operands.stream()
                                        .map(operand -> text(operand, false))
                                        .collect(Collectors.joining(", ", "(", ")"));
        };
    }

    /** A list of values, or ranges. */
    private String search(RexCall call, boolean inner) {
        Sarg<?> sarg = ((RexLiteral) call.getOperands().get(1)).getValueAs(Sarg.class);
        boolean list = sarg != null && sarg.isPoints() && sarg.pointCount > 1 && sarg.nullAs == RexUnknownAs.UNKNOWN;
        RexNode expanded = RexUtil.expandSearch(builder, null, call);
        if (!list || !expanded.isA(SqlKind.OR)) {
            return text(expanded, inner);
        }
        return ((RexCall) expanded)
                .getOperands().stream()
                        .map(equality -> text(((RexCall) equality).getOperands().get(1), false))
                        .collect(
                                Collectors.joining(", ", text(call.getOperands().get(0), true) + " IN (", ")"));
    }

    private String branches(List<RexNode> operands) {
        List<String> parts = new ArrayList<>(List.of("CASE"));
        for (int i = 0; i + 1 < operands.size(); i += 2) {
            parts.add("WHEN " + text(operands.get(i), false) + " THEN " + text(operands.get(i + 1), false));
        }
        parts.add("ELSE " + text(operands.get(operands.size() - 1), false) + " END");
        return String.join(" ", parts);
    }

    /** A literal as SQL writes it, without the type that Calcite puts behind it. */
    private static String literal(RexLiteral literal) {
        if (literal.isNull()) {
            return "NULL";
        }
        return switch (literal.getTypeName()) {
            case CHAR -> "'" + String.valueOf(literal.getValueAs(String.class)).replace("'", "''") + "'";
            case DATE, TIME, TIMESTAMP -> literal.getTypeName().getName() + " '" + timeText(literal) + "'";
            case DECIMAL -> String.valueOf(literal.getValue());
            case BOOLEAN -> String.valueOf(literal.getValue()).toUpperCase(Locale.ROOT);
            default -> literal.toString();
        };
    }

    private static String timeText(RexLiteral literal) {
        return switch (literal.getTypeName()) {
            case DATE -> String.valueOf(literal.getValueAs(DateString.class));
            case TIME -> String.valueOf(literal.getValueAs(TimeString.class));
            default -> String.valueOf(literal.getValueAs(TimestampString.class));
        };
    }
}
