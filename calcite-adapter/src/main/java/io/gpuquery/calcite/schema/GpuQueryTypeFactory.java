package io.gpuquery.calcite.schema;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;

/**
 * The type factory of our driver: {@link GpuQueryTypeSystem}'s types, and UTF-8 for all text, so that any literal can be
 * written.
 *
 * <p>Calcite's own factory takes ISO-8859-1 unless the system property {@code calcite.default.charset} says otherwise
 * when its classes are loaded; a literal with other characters is an error then. No connection property changes that.
 */
public final class GpuQueryTypeFactory extends JavaTypeFactoryImpl {
    /** Makes a factory; each connection has its own, since it remembers all the types that it made. */
    public GpuQueryTypeFactory() {
        super(GpuQueryTypeSystem.INSTANCE);
    }

    @Override
    public Charset getDefaultCharset() {
        return StandardCharsets.UTF_8;
    }
}
