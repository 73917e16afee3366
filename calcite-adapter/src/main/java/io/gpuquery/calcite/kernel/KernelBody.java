package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Statements of a kernel, under way. What was computed is not computed again within the braces where it was.
 *
 * <p>Each row has {@code row}, its number, and the thread has {@code err}, which is set where only the CPU can tell what is to become
 * of a row: a number of more than 64 bits, an overflow, a division by zero.
 */
final class KernelBody {
    private final StringBuilder text = new StringBuilder();
    private Map<Expression, Value> known = new HashMap<>();
    private int next;
    private int depth = 2;

    void line(String statement) {
        text.append("    ".repeat(depth)).append(statement).append('\n');
    }

    /** Declares a variable with a value. */
    String let(String type, String value) {
        String name = "x" + next++;
        line(type + " " + name + " = " + value + ";");
        return name;
    }

    /** Runs something between braces. */
    void block(String head, Runnable content) {
        line(head.isEmpty() ? "{" : head + " {");
        Map<Expression, Value> outer = known;
        known = new HashMap<>(outer);
        depth++;
        content.run();
        depth--;
        known = outer;
        line("}");
    }

    /** Runs something between braces about another row, of which nothing is computed yet. */
    void elsewhere(Runnable content) {
        Map<Expression, Value> outer = known;
        known = new HashMap<>();
        block("", content);
        known = outer;
    }

    /** Sets {@code err} where a condition holds for a value that is not NULL. */
    void failWhere(String condition, @Nullable String nullCode) {
        line("err |= " + (nullCode == null ? "" : "(" + nullCode + " == 0) & ") + "(" + condition + ");");
    }

    @Nullable
    Value known(Expression expression) {
        return known.get(expression);
    }

    void remember(Expression expression, Value value) {
        known.put(expression, value);
    }

    /** Of flags that are 1 or 0, or null for always 0: whether any is set. */
    @Nullable
    String either(@Nullable String a, @Nullable String b) {
        if (a == null || a.equals(b)) {
            return b;
        }
        return b == null ? a : let("int", a + " | " + b);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
