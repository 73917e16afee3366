/** What the tests of several modules share: it goes into the {@code tests} jar of this module. */
@NullMarked
package io.gpuquery.testing;

import org.jspecify.annotations.NullMarked;
