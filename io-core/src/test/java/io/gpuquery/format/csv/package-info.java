@NullMarked
package io.gpuquery.format.csv;

import org.jspecify.annotations.NullMarked;
