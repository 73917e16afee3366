package io.gpuquery.calcite.kernel;

import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The constants of an IN as a sorted list of numbers in the units of what is tested. */
final class MemberList {
    private MemberList() {}

    /** A member; a literal of null is no constant, unless it is said to be NULL. */
    record Member(@Nullable Literal literal, ColumnType type, boolean isNull) {}

    /** Null where the members are no such constants, or few. */
    static long @Nullable [] of(ColumnType tested, List<Member> members) {
        if (members.size() < 3 || NumberTypes.isFloating(tested)) {
            return null;
        }
        TreeSet<Long> values = new TreeSet<>();
        for (Member member : members) {
            if (!member.isNull()) {
                BigInteger number = number(member.literal());
                if (number == null
                        || (member.type().kind() == ColumnType.Kind.DATE) != (tested.kind() == ColumnType.Kind.DATE)) {
                    return null;
                }
                // One with more digits after the point than the tested has, or of more bits, equals nothing.
                BigDecimal scaled = new BigDecimal(number, NumberTypes.scale(member.type())).stripTrailingZeros();
                if (scaled.scale() <= NumberTypes.scale(tested)) {
                    BigInteger unscaled =
                            scaled.setScale(NumberTypes.scale(tested)).unscaledValue();
                    if (unscaled.bitLength() < Long.SIZE) {
                        values.add(unscaled.longValue());
                    }
                }
            }
        }
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static @Nullable BigInteger number(@Nullable Literal literal) {
        if (literal instanceof Literal.OfLong of) {
            return BigInteger.valueOf(of.value());
        }
        return literal instanceof Literal.OfBigInteger of ? of.value() : null;
    }
}
