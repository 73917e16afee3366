/** What users and their machines do to files, connections and statements: everything still ends well, and nothing is left behind. */
@NullMarked
package io.gpuquery.calcite.robustness;

import org.jspecify.annotations.NullMarked;
