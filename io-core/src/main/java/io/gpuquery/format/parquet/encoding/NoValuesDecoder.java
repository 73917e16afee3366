package io.gpuquery.format.parquet.encoding;

/** A page of nulls only, for which writers leave out even the header that an encoding has. */
final class NoValuesDecoder implements ValueDecoder {
    @Override
    public void readInts(int[] target, int offset, int count) {
        require(count);
    }

    @Override
    public void readLongs(long[] target, int offset, int count) {
        require(count);
    }

    @Override
    public void readWides(long[] target, int offset, int count) {
        require(count);
    }

    @Override
    public int readBytes(ByteValues target, int count) {
        require(count);
        return 0;
    }

    private static void require(int count) {
        if (count > 0) {
            throw PageException.damaged("the page is cut: it has no values where " + count + " are needed");
        }
    }
}
