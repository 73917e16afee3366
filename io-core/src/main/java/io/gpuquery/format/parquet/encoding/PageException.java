package io.gpuquery.format.parquet.encoding;

/**
 * A page that cannot be decoded. Whoever reads the column chunk catches it and adds file, row group, column and byte.
 */
public final class PageException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String DAMAGED =
            "The file is damaged, or its writer has a defect: write it again, or leave this column out.";

    private final String problem;
    private final String hint;

    private PageException(String problem, String hint) {
        super(problem);
        this.problem = problem;
        this.hint = hint;
    }

    /** The page contradicts itself or the format. */
    public static PageException damaged(String problem) {
        return new PageException(problem, DAMAGED);
    }

    /** The page is beyond what this reader can do; the hint says what to do about it. */
    public static PageException unsupported(String problem, String hint) {
        return new PageException(problem, hint);
    }

    /** What is wrong, to be followed by the place. */
    public String problem() {
        return problem;
    }

    /** What the user can do next. */
    public String hint() {
        return hint;
    }
}
