@NullMarked
package io.gpuquery.format.text;

import org.jspecify.annotations.NullMarked;
