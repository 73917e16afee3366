package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.kernel.Dialect.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * A kernel that decodes values of a page, a thread for each row. Where a value lies is known without those before it: from a table of
 * runs, in which the row's is looked for, and where rows are missing from their number before each 32.
 *
 * <p>Parameters: the output, the bytes, the runs (three ints each), the validity, for every 32 rows how many are present before; then
 * how many runs there are, the width, and two row numbers between which it works.
 */
final class PageKernel {
    /** Rows of which the numbers of those present are added up. */
    static final int ROWS_PER_SUM = 32;

    private PageKernel() {}

    static KernelProgram program(Dialect dialect, EncodedPage.Layout layout, int decodedBytes, boolean missing) {
        List<Parameter> parameters = new ArrayList<>();
        String type = switch (decodedBytes) {
            case Byte.BYTES -> "uchar";
            case Integer.BYTES -> "int";
            default -> "long";
        };
        parameters.add(new Parameter(Parameter.Access.WRITE, type, "out"));
        parameters.add(new Parameter(Parameter.Access.READ, "uchar", "bytes"));
        parameters.add(new Parameter(Parameter.Access.READ, "uint", "runs"));
        parameters.add(new Parameter(Parameter.Access.READ, "uchar", "validity"));
        parameters.add(new Parameter(Parameter.Access.READ, "uint", "before"));
        for (String number : List.of("runCount", "width", "first", "end")) {
            parameters.add(new Parameter(Parameter.Access.NUMBER, "uint", number));
        }
        String value = switch (layout) {
            case CODES -> CODE;
            case LITTLE_ENDIAN -> LITTLE_ENDIAN;
            case BITS -> BIT;
            case BIG_ENDIAN -> BIG_ENDIAN;
        };
        String body = START + (missing ? INDEX_AMONG_PRESENT : INDEX) + value + END.replace("TYPE", type);
        return new KernelProgram(
                "decode_values", dialect.program(false, "decode_values", parameters, body), new KernelInputs());
    }

    private static final String START = """
                for (uint row = first + GLOBAL_ID; row < end; row += GLOBAL_SIZE) {
            """;

    private static final String INDEX = """
                    uint index = row;
                    ulong value = 0;
                    {
            """;

    /** The bytes of the validity from the last sum on, and in the row's own byte only the bits below. */
    private static final String INDEX_AMONG_PRESENT = """
                    uint index = before[row >> 5];
                    for (uint at = (row >> 5) << 2; at < row >> 3; at++) {
                        uint bits = validity[at];
                        bits = bits - ((bits >> 1) & 0x55u);
                        bits = (bits & 0x33u) + ((bits >> 2) & 0x33u);
                        index += (bits + (bits >> 4)) & 0x0fu;
                    }
                    uint own = validity[row >> 3];
                    for (uint bit = 0; bit < (row & 7); bit++) {
                        index += (own >> bit) & 1;
                    }
                    ulong value = 0;
                    if (((own >> (row & 7)) & 1) != 0) {
            """;

    /** The last run that begins at or before the value; of packed numbers only the bytes that have bits of it. */
    private static final String CODE = """
                        uint low = 0;
                        uint high = runCount;
                        while (high - low > 1) {
                            uint middle = (low + high) / 2;
                            if (runs[3 * middle] <= index) {
                                low = middle;
                            } else {
                                high = middle;
                            }
                        }
                        value = runs[3 * low + 2];
                        if (runs[3 * low + 1] != 0) {
                            ulong bit = value + (ulong) (index - runs[3 * low]) * width;
                            uint at = (uint) (bit >> 3);
                            uint shift = (uint) (bit & 7);
                            uint length = (shift + width + 7) >> 3;
                            value = 0;
                            for (uint i = 0; i < length; i++) {
                                value |= (ulong) bytes[at + i] << (8 * i);
                            }
                            value = (value >> shift) & (((ulong) 1 << width) - 1);
                        }
            """;

    private static final String LITTLE_ENDIAN = """
                        ulong at = (ulong) index * width;
                        for (uint i = 0; i < width; i++) {
                            value |= (ulong) bytes[at + i] << (8 * i);
                        }
            """;

    private static final String BIT = """
                        value = (bytes[index >> 3] >> (index & 7)) & 1;
            """;

    private static final String BIG_ENDIAN = """
                        ulong at = (ulong) index * width;
                        for (uint i = 0; i < width; i++) {
                            value = (value << 8) | bytes[at + i];
                        }
                        uint unused = 64 - 8 * width;
                        value = (ulong) ((long) (value << unused) >> unused);
            """;

    private static final String END = """
                    }
                    out[row] = (TYPE) value;
                }
            """;
}
