package io.gpuquery.calcite.exec.joining;

/** Which rows of the left input, and which pairs with rows of the right one, a join gives. */
public enum JoinKind {
    /** Pairs that match. */
    INNER,
    /** Pairs that match, and rows that match none, with nulls for the columns of the right input. */
    LEFT,
    /** Rows that match some, once. */
    SEMI,
    /** Rows that match none. */
    ANTI;

    /** Whether columns of the right input are among those of the join. */
    public boolean hasPairs() {
        return this == INNER || this == LEFT;
    }
}
