package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;

/** Our types, with texts in UTF-8 whatever the process says ({@code calcite.default.charset}). */
final class UnicodeTypes extends JavaTypeFactoryImpl {
    UnicodeTypes() {
        super(GpuQueryTypeSystem.INSTANCE);
    }

    @Override
    public Charset getDefaultCharset() {
        return StandardCharsets.UTF_8;
    }
}
