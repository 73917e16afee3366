/** Tables of all types in files, and connections of every kind to them, for the tests of this module. */
@NullMarked
package io.gpuquery.calcite.testing;

import org.jspecify.annotations.NullMarked;
