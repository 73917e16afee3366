/**
 * What devices have in common, whoever makes them: the checks of arguments, buffers, claims on native objects, and waiting.
 *
 * <p>A provider brings the native side of a session, a buffer's memory, a kernel and a submission; everything that a caller
 * can do wrong is found out here.
 */
@NullMarked
package io.gpuquery.device.common;

import org.jspecify.annotations.NullMarked;
