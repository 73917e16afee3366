package io.gpuquery.device;

import java.util.Map;

/** A kernel before a device has compiled it. */
public sealed interface KernelSource {

    /** The name of the function, for messages and receipts too. */
    String entryPoint();

    KernelLanguage language();

    /**
     * A program text in a language that the device's driver compiles.
     *
     * <p>Devices compile with fast math off, so that all compute the same.
     *
     * @param language any but {@link KernelLanguage#JAVA}
     * @param entryPoint the kernel function in the text
     * @param text the whole program
     * @param macros names and values defined before the text is compiled
     */
    record Text(KernelLanguage language, String entryPoint, String text, Map<String, String> macros)
            implements KernelSource {
        public Text {
            if (language == KernelLanguage.JAVA) {
                throw new IllegalArgumentException("Java kernels are objects, not texts");
            }
            macros = Map.copyOf(macros);
        }
    }

    /** A kernel that runs in this JVM, for the host device. */
    record Java(String entryPoint, HostKernel kernel) implements KernelSource {
        @Override
        public KernelLanguage language() {
            return KernelLanguage.JAVA;
        }
    }
}
