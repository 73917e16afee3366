package io.gpuquery.calcite.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes how a row's keys are looked for among those that a join will find. */
final class ProbeWriter {
    private final RowWriter rows;
    private final KernelBody body;
    private final List<ColumnShape> shapes;

    ProbeWriter(RowWriter rows, List<ColumnShape> shapes) {
        this.rows = rows;
        this.body = rows.body;
        this.shapes = shapes;
    }

    /** Something for the rows that pass all probes. */
    void passing(List<KeyProbe> probes, Runnable content) {
        passing(probes, 0, content);
    }

    private void passing(List<KeyProbe> probes, int number, Runnable content) {
        if (number == probes.size()) {
            content.run();
            return;
        }
        KeyProbe probe = probes.get(number);
        String found = probe instanceof KeyProbe.OfIntegers of ? found(of, number) : found((KeyProbe.OfTexts) probe);
        if (found == null) {
            passing(probes, number + 1, content);
        } else {
            body.block(
                    "if (" + found + (probe.negated() ? " == 0)" : " != 0)"),
                    () -> passing(probes, number + 1, content));
        }
    }

    /** An int that is 1 where there are such keys, else 0; a key of NULL is never found. */
    private String found(KeyProbe.OfIntegers probe, int number) {
        String place = "0";
        String within = null;
        for (KeyProbe.Key key : probe.keys()) {
            Value value = rows.expressions.write(key.expression());
            if (value.lane() != Value.Lane.INTEGER) {
                throw new IneligibleException(key.expression() + " is no integer");
            }
            String least = rows.inputs.literal(key.least());
            String size = rows.inputs.literal(key.size());
            // Without a sign, so that what is below the least is beyond the size.
            String offset = body.let("ulong", "(ulong) (" + value.asLong() + ") - (ulong) " + least);
            String inside = "(" + offset + " < (ulong) " + size + ")"
                    + (value.nullCode() == null ? "" : " & (" + value.nullCode() + " == 0)");
            within = within == null ? inside : within + " & " + inside;
            place = place.equals("0") ? offset : place + " * (ulong) " + size + " + " + offset;
        }
        String flag = body.let("int", "(" + within + ") ? 1 : 0");
        String members = rows.inputs.members(number);
        String at = body.let("uint", flag + " != 0 ? (uint) (" + place + ") : 0u");
        return body.let("int", flag + " & (int) ((" + members + "[" + at + " >> 5] >> (" + at + " & 31)) & 1)");
    }

    /** Null where texts have no codes, and looking for each of them is the join's. */
    private @Nullable String found(KeyProbe.OfTexts probe) {
        int column = probe.column().index();
        if (!shapes.get(column).coded()) {
            return null;
        }
        int lookup = rows.inputs.lookup(probe.column(), column, probe.entries());
        String isNull = rows.expressions.write(probe.column()).nullCode();
        String code = rows.inputs.values(column, "int") + "[row]";
        String entry = body.let(
                "int", isNull == null ? code : isNull + " ? (int) " + rows.inputs.entryCount(lookup) + " : " + code);
        return body.let("int", rows.inputs.flags(lookup) + "[" + entry + "] & 1");
    }
}
