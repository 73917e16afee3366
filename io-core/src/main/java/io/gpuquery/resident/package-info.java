/**
 * Columns made to stay in memory: typed, as narrow as their values, coded where strings repeat, with bounds for each block of rows.
 *
 * <p>In: batches of a format reader's scan. Out: segments of a column that any number of readers can take columns from. Knows neither
 * files nor who keeps what for how long.
 */
@NullMarked
package io.gpuquery.resident;

import org.jspecify.annotations.NullMarked;
