package io.gpuquery.calcite.kernel;

import io.gpuquery.device.KernelLanguage;
import java.util.List;

/**
 * How a language of devices writes what kernels have in common. Texts are the same for all but for words that begin with an at sign,
 * which become words of the language, macros before the text, and the kernel's parameters.
 */
sealed interface Dialect permits MslDialect, OpenClDialect {
    KernelLanguage language();

    /** What stands before everything. */
    String macros(boolean fp64);

    /** The word for the memory of the device, of a group, or for an integer in them that threads change together. */
    String word(Word word);

    /** A parameter, which has a place among all. */
    String parameter(Parameter parameter, int place);

    /** What follows the last parameter. */
    String positions();

    /** Words that differ. */
    enum Word {
        KERNEL("@kernel"),
        GLOBAL("@global"),
        LOCAL("@local"),
        ATOMIC("@atomic");

        private final String mark;

        Word(String mark) {
            this.mark = mark;
        }
    }

    /**
     * A parameter of a kernel.
     *
     * @param access what the kernel does with it
     * @param type of it, or of its elements
     */
    record Parameter(Access access, String type, String name) {
        /** What a kernel does with a parameter. */
        enum Access {
            READ,
            WRITE,
            /** It is a number, and no buffer. */
            NUMBER
        }
    }

    static Dialect of(KernelLanguage language) {
        return switch (language) {
            case MSL -> new MslDialect();
            case OPENCL_C -> new OpenClDialect();
            case JAVA -> throw new IneligibleException("a device that runs Java only");
        };
    }

    /** A whole program. */
    default String program(boolean fp64, String name, List<Parameter> parameters, String body) {
        StringBuilder text = new StringBuilder(macros(fp64));
        text.append(KernelLibrary.TEXT);
        if (body.contains("wide_")) {
            text.append(WideLibrary.TEXT);
        }
        text.append("\n@kernel ").append(name).append('(');
        for (int i = 0; i < parameters.size(); i++) {
            text.append(i == 0 ? "\n        " : ",\n        ").append(parameter(parameters.get(i), i));
        }
        text.append(positions()).append(") {\n").append(body).append("}\n");
        String all = text.toString();
        for (Word word : Word.values()) {
            all = all.replace(word.mark, word(word));
        }
        return all;
    }
}
