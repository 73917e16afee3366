package io.gpuquery.format.json;

import com.fasterxml.jackson.core.JsonFactory;
import io.gpuquery.error.DataException;
import io.gpuquery.format.json.JsonShape.Sample;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ReadOptions;

/**
 * Looks at records of a text: at all of a small one, else at the first and, where the text can be entered at other places, at some
 * all over it. For one thread.
 */
final class Survey {
    private final JsonText text;
    private final ReadOptions options;
    private final JsonLimits limits;
    private final Recovery recovery;
    private final Cancellation cancellation;
    private final JsonFactory factory;
    private final SchemaSampler sampler;
    private boolean array;
    private Sample sample = Sample.ALL;
    private long sampledBytes;
    private long headEnd;
    private boolean unreadable;

    /** Takes what to look at, and how much of it. */
    Survey(JsonText text, ReadOptions options, JsonLimits limits, Cancellation cancellation) {
        this(text, options, limits, cancellation, options.onError() == ReadOptions.ErrorPolicy.SKIP);
    }

    private Survey(
            JsonText text, ReadOptions options, JsonLimits limits, Cancellation cancellation, boolean skipLines) {
        this.text = text;
        this.recovery = new Recovery(skipLines, false, !text.isWhole());
        this.options = options;
        this.factory = JsonLimits.newFactory(options);
        this.limits = limits;
        this.cancellation = cancellation;
        this.sampler = new SchemaSampler(options);
    }

    /** Looks; to be called once. */
    void run() {
        look();
        if (unreadable && !sampler.isLineEach()) {
            // Where lines are no records nothing can be left out: tell what is wrong.
            new Survey(text, options, limits, cancellation, false).look();
        }
    }

    private void look() {
        boolean all = options.sampleRows() == 0 || text.sizeBytes() <= limits.sampleAllBytes();
        if (all) {
            head(Long.MAX_VALUE, Long.MAX_VALUE);
            return;
        }
        // Half of the rows from the start, the other half from everywhere else.
        boolean seekable = text.isSeekable();
        head(seekable ? (options.sampleRows() + 1L) / 2 : options.sampleRows(), limits.headBytes());
        if (sample == Sample.HEAD && seekable && !array && sampler.isOfObjects()) {
            sample = Sample.PLACES;
            for (int place = 0; place < limits.places(); place++) {
                place(place);
            }
        }
    }

    private void head(long mostRows, long mostBytes) {
        try (RecordCursor cursor = cursor(text.startOffset(), text.endOffset())) {
            boolean ended = sample(cursor, text.startOffset(), mostRows, mostBytes);
            array = cursor.isArray();
            sample = ended && text.isWhole() ? Sample.ALL : Sample.HEAD;
            headEnd = cursor.offset();
        }
    }

    /** Looks at some rows in one of equal stretches of what lies behind the head. */
    private void place(int place) {
        long stretch = (text.endOffset() - headEnd) / limits.places();
        // From the beginning of the first stretch to the end of the last, so that the end of the file is seen.
        long slack = Math.max(0, stretch - limits.placeBytes());
        long from = headEnd + place * stretch + slack * place / Math.max(1, limits.places() - 1);
        long to = headEnd + (place + 1) * stretch;
        long start = text.nextBorder(from, to);
        if (start >= to) {
            return;
        }
        sampler.startPart();
        try (RecordCursor cursor = cursor(start, text.endOffset())) {
            long mostRows = Math.max(1, options.sampleRows() / 2 / limits.places());
            sample(cursor, start, mostRows, Math.min(limits.placeBytes(), stretch));
        } catch (DataException e) {
            if (sampler.hasTooManyKeys()) {
                throw e;
            }
            // What is wrong here, or that a comment hides what is right, is for whoever reads this far to find out.
        }
    }

    private RecordCursor cursor(long from, long to) {
        return new RecordCursor(text, factory, from, to, recovery);
    }

    /** Reads until there is enough; whether the records came to an end before. */
    private boolean sample(RecordCursor cursor, long start, long mostRows, long mostBytes) {
        long rowLimit = mostRows == Long.MAX_VALUE ? mostRows : sampler.rowCount() + mostRows;
        boolean ended = false;
        long end = start;
        while (!ended && sampler.rowCount() < rowLimit && end - start < mostBytes) {
            cancellation.check();
            switch (cursor.read(sampler)) {
                case RECORD -> {}
                case UNREADABLE -> {
                    unreadable = true;
                    sampler.startPart();
                }
                case END -> ended = true;
            }
            end = cursor.offset();
        }
        sampledBytes += end - start;
        return ended;
    }

    SchemaSampler sampler() {
        return sampler;
    }

    /** Whether the records are the elements of a top-level array. */
    boolean isArray() {
        return array;
    }

    Sample sample() {
        return sample;
    }

    /** Records of the file: exact if all were looked at, else by their average size so far. */
    long rowCount() {
        if (sample == Sample.ALL || sampler.rowCount() == 0) {
            return sampler.rowCount();
        }
        double averageBytes = (double) sampledBytes / sampler.rowCount();
        return Math.max(sampler.rowCount(), Math.round(text.estimatedTextBytes() / averageBytes));
    }
}
