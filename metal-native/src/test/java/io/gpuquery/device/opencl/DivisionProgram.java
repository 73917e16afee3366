package io.gpuquery.device.opencl;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Asks for OpenCL, then divides by zero in compiled code, in a JVM of its own. */
final class DivisionProgram {
    /** Enough for the first compiler to take the method. */
    private static final int WARM_UP_ROUNDS = 20_000;

    private DivisionProgram() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println(new OpenClDeviceProvider().availability().available());
        int sum = 0;
        for (int i = 1; i <= WARM_UP_ROUNDS; i++) {
            sum += quotient(i, 3);
        }
        out.println(sum);
        try {
            out.println("1 / 0 = " + quotient(1, Integer.parseInt(arguments[0])));
        } catch (ArithmeticException e) {
            out.println(e.getMessage());
        }
    }

    private static int quotient(int dividend, int divisor) {
        return dividend / divisor;
    }
}
