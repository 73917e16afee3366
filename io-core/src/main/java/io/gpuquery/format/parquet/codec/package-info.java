/**
 * The compression codecs of Parquet pages, each over the library made for it where there is a
 * safe one: compressed bytes on the heap in, exactly
 * as many bytes as the page header says out.
 *
 * <p>The bytes are untrusted and some of the libraries are native, so lengths are checked before each call. None of
 * them sees a mapped file: a mapping that is cut under native code ends the JVM.
 *
 * <p>Source: Apache Parquet format 2.12, "Compression.md".
 */
@NullMarked
package io.gpuquery.format.parquet.codec;

import org.jspecify.annotations.NullMarked;
