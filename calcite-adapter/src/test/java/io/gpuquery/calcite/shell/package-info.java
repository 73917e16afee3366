/** Tests of the shell, in this process and in others. */
@NullMarked
package io.gpuquery.calcite.shell;

import org.jspecify.annotations.NullMarked;
