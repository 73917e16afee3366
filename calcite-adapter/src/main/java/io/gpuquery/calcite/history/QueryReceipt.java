package io.gpuquery.calcite.history;

import io.gpuquery.calcite.exec.Receipt;
import java.util.Collection;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A receipt at one moment, cut to a bounded length.
 *
 * @param coldColumns columns that had to be decoded, with commas between them; the next likewise
 * @param stageNanos of each stage, added up over threads
 * @param deviceNanos how long a device was at work on kernels
 * @param fallbacks what Calcite's code computed, and what a device did not, line by line; null where nothing was
 */
public record QueryReceipt(
        String device,
        long rowsScanned,
        @Nullable String coldColumns,
        @Nullable String warmColumns,
        long bytesShared,
        long bytesCopied,
        long bytesDecoded,
        long bytesSpilled,
        long blocksSkipped,
        long pagesSkipped,
        long rowsKnown,
        long kernelsRun,
        long deviceNanos,
        Map<String, Long> stageNanos,
        @Nullable String fallbacks) {
    private static final int MOST_CHARACTERS = 2000;

    /** Takes what tells texts that were written in the statement as they may be shown. */
    static QueryReceipt of(Receipt receipt, UnaryOperator<String> texts) {
        return new QueryReceipt(
                receipt.device(),
                receipt.rowsScanned.sum(),
                joined(receipt.coldColumns(), ", "),
                joined(receipt.warmColumns(), ", "),
                receipt.bytesShared.sum() + receipt.bufferBytesShared.sum(),
                receipt.bytesCopied.sum() + receipt.bufferBytesCopied.sum(),
                receipt.bytesDecoded.sum(),
                receipt.bytesSpilled.sum(),
                receipt.blocksSkipped.sum(),
                receipt.pagesSkipped.sum(),
                receipt.rowsKnown.sum(),
                receipt.kernelsRun.sum(),
                receipt.deviceNanos.sum(),
                receipt.stageNanos(),
                joined(receipt.fallbacks().stream().map(texts).toList(), "\n"));
    }

    private static @Nullable String joined(Collection<String> parts, String separator) {
        if (parts.isEmpty()) {
            return null;
        }
        StringBuilder all = new StringBuilder();
        for (String part : parts) {
            if (all.length() > MOST_CHARACTERS) {
                break;
            }
            all.append(all.length() == 0 ? "" : separator).append(part);
        }
        return cut(all.toString(), MOST_CHARACTERS);
    }

    /** The beginning of a text, of no more characters than those, with a mark where it goes on. */
    static String cut(String text, int mostCharacters) {
        return text.length() <= mostCharacters ? text : text.substring(0, mostCharacters - 1) + "…";
    }
}
