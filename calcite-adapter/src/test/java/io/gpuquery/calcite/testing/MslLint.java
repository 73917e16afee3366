package io.gpuquery.calcite.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks through texts in Metal's shading language for what only Apple's compiler, or a GPU, would stop. */
public final class MslLint {
    private static final int MOST_BUFFERS = 31;
    private static final int MOST_GROUP_BYTES = 32 * 1024;
    private static final int MOST_CONSTANT_BYTES = 4 * 1024;

    private static final Pattern DOUBLE = Pattern.compile("\\bdouble\\d*\\b");
    private static final Pattern WIDE_ATOMIC = Pattern.compile("\\batomic_u?long\\b|\\batomic<\\s*u?long");
    private static final Pattern SIMD = Pattern.compile("\\b(simd|quad)_\\w+\\s*\\(");
    private static final Pattern POINTER = Pattern.compile(
            "(\\w+)\\s+(?:const\\s+)?(?:u?char|u?short|u?int|u?long|float|bool|atomic_u?int)\\s*[*&]\\s*\\w+");
    private static final Pattern BUFFER = Pattern.compile("\\[\\[buffer\\((\\d+)\\)\\]\\]");
    private static final Pattern GROUP_ARRAY = Pattern.compile("threadgroup\\s+(\\w+)\\s+\\w+\\[(\\d+)\\]");
    private static final Pattern CONSTANT = Pattern.compile("\\bconstant\\s+(\\w+)\\s*&");
    private static final Pattern FAST_MATH = Pattern.compile("\\b(fast::|half\\b|precise::)");
    private static final List<String> SPACES = List.of("device", "constant", "threadgroup", "thread", "const");

    private MslLint() {}

    /** What is wrong with a text; nothing is. */
    public static List<String> problems(String text) {
        List<String> problems = new ArrayList<>();
        addIf(DOUBLE, text, "Metal has no double", problems);
        addIf(WIDE_ATOMIC, text, "no atomic operations on 64 bits", problems);
        addIf(SIMD, text, "operations of threads in step are not for 64 bits", problems);
        addIf(FAST_MATH, text, "not as exact as the CPU", problems);
        Matcher pointers = POINTER.matcher(text);
        while (pointers.find()) {
            if (!SPACES.contains(pointers.group(1))) {
                problems.add("no address space: " + pointers.group());
            }
        }
        Matcher buffers = BUFFER.matcher(text);
        while (buffers.find()) {
            if (Integer.parseInt(buffers.group(1)) >= MOST_BUFFERS) {
                problems.add("buffer " + buffers.group(1));
            }
        }
        long groupBytes = 0;
        Matcher arrays = GROUP_ARRAY.matcher(text);
        while (arrays.find()) {
            groupBytes += bytes(arrays.group(1)) * Long.parseLong(arrays.group(2));
        }
        if (groupBytes > MOST_GROUP_BYTES) {
            problems.add(groupBytes + " bytes of a group");
        }
        long constantBytes = 0;
        Matcher constants = CONSTANT.matcher(text);
        while (constants.find()) {
            constantBytes += bytes(constants.group(1));
        }
        if (constantBytes > MOST_CONSTANT_BYTES) {
            problems.add(constantBytes + " bytes of constants");
        }
        return problems;
    }

    private static void addIf(Pattern pattern, String text, String problem, List<String> problems) {
        Matcher matcher = pattern.matcher(text);
        if (matcher.find()) {
            problems.add(problem + ": " + matcher.group());
        }
    }

    private static long bytes(String type) {
        return switch (type) {
            case "char", "uchar", "bool" -> 1;
            case "short", "ushort" -> 2;
            case "long", "ulong" -> 8;
            default -> 4;
        };
    }
}
