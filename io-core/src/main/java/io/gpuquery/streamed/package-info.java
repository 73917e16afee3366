/**
 * Text that is not there as a whole, because it comes out of a decompressor: in come the bytes of a compressed file and a reader of
 * its text, out goes a scan whose morsels are chunks of that text. Knows no format.
 */
@NullMarked
package io.gpuquery.streamed;

import org.jspecify.annotations.NullMarked;
