package io.gpuquery.calcite.folder;

import io.gpuquery.testing.ParquetCodecs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes files that nobody made for us: each is awkward in its own way, and all are realistic. */
final class AwkwardFolder {
    private final Path root;

    private AwkwardFolder(Path root) {
        this.root = root;
    }

    static void write(Path root) throws IOException {
        AwkwardFolder folder = new AwkwardFolder(root);
        folder.writeDelimited();
        folder.writeSpreadsheets();
        folder.writeEncodings();
        folder.writeJson();
        folder.writeParquet();
        folder.writeParts();
        folder.writeCompressed();
        folder.writeOthers();
    }

    private void writeDelimited() throws IOException {
        text("sales 2024.csv", "id,customer,amount,paid", "1,\"Miller, Ann\",12.50,true", "2,,7.25,false", "3,\"\",,");
        text("order.csv", "select,from,value", "1,a,2.5", "2,b,3.5");
        text("Orders.csv", "number,note", "1,capital");
        text("orders.csv", "number,note", "2,small", "3,letters");
        text("people.tsv", "name\tborn\tcity", "Ada\t1815-12-10\tLondon", "Kurt\t1906-04-28\tBrno");
        text("pipes.txt", "key|text", "1|a,b;c", "2|d", "3|");
        text("no_header.csv", "10,2.5,red", "20,3.5,blue", "30,4.5,red");
        text("measurements", "t\tkelvin", "0\t280.5", "1\t281.25", "2\t281");
        text("comments.csv", "# station 7, north", "# unit: K", "t,value", "1,280", "# gap", "2,281");
        text(
                "typed.csv",
                "EMPNO:int,NAME:string,JOINED:date,BUDGET:\"decimal(18,2)\"",
                "0100,\"Fred\",1996-08-03,12.5",
                "110,,,");
        text("blank and duplicate names.csv", "id, id ,,ID,name", "1,2,3,4,x", "5,6,7,8,y");
        text("phones.csv", "phone,zip,population", "0041791234567,08001,\"1,234\"", "0041797654321,03012,\"12,345\"");
        text(
                "dates.csv",
                "day,hour,at,instant,swiss",
                "2024-01-31,08:15,2024-01-31 08:15:30,2024-01-31T08:15:30+01:00,31.01.2024",
                "2024-02-29,23:59:59.5,2024-02-29T23:59:59.123,2024-02-29T23:59:59Z,29.02.2024");
        text(
                "numbers.csv",
                "big,bigger,real,odd,mixed",
                "9223372036854775807,9223372036854775808,1e-3,NaN,1",
                "-1,12345678901234567890123,2.5,-Infinity,x");
        text("ragged.csv", "a,b,c", "1,2,3", "4,5", "6");
        text("too many fields.csv", "a,b", "1,2", "3,4,5");
        text("header only.csv", "a,b,c");
        text("one column.csv", "word", "alpha", "", "gamma");
        text("multiline.csv", "id,text", "1,\"two", "lines\"", "2,\"a \"\"quoted\"\" word\"", "3,\"a,b\"");
        raw("crlf.csv", "a,b\r\n1,x\r\n2,y\r\n", StandardCharsets.UTF_8);
        raw("mixed line ends.csv", "a,b\r\n1,x\n2,y\r3,z", StandardCharsets.UTF_8);
        raw("empty.csv", "", StandardCharsets.UTF_8);
    }

    private void writeSpreadsheets() throws IOException {
        raw(
                "Umsätze.csv",
                "\uFEFFort;umsatz;größe;datum\r\nZürich;1234,50;3;31.01.2024\r\nBern;0,75;4;01.02.2024\r\n",
                StandardCharsets.UTF_8);
        text("export.2024-01-31.csv", "sep=;", "a;b", "1;x,y", "2;z");
        text(
                "messwerte.csv",
                "Messreihe 7",
                "Gerät: A,B oder C",
                "",
                "zeit;wert;rest",
                "2024-01-31 08:00:00;1,5;1.234,5",
                "2024-01-31 09:00:00;2,25;2.345,6");
        text("tausend.csv", "ort;leute", "Bern;134,591", "Thun;43,476");
    }

    private void writeEncodings() throws IOException {
        raw("utf16.csv", "\uFEFFname;wert\nÄrger;1\nÖl;2\n", StandardCharsets.UTF_16LE);
        raw("latin1.csv", "name,wert\nÄrger,1\n", Charset.forName("windows-1252"));
        text("日本.csv", "都市,人口", "東京,13960000", "大阪,2691000");
    }

    private void writeJson() throws IOException {
        text(
                "config.json",
                "{",
                "  \"name\": \"service\", \"port\": 8080, \"debug\": false,",
                "  \"limits\": {\"memory\": \"2g\", \"cpus\": 1.5}, \"hosts\": [\"a\", \"b\"]",
                "}");
        text(
                "places.geojson",
                "{\"type\": \"FeatureCollection\", \"features\": [",
                "  {\"type\": \"Feature\", \"geometry\": {\"type\": \"Point\", \"coordinates\": [7.45, 46.95]},"
                        + " \"properties\": {\"name\": \"Bern\"}},",
                "  {\"type\": \"Feature\", \"geometry\": {\"type\": \"Point\", \"coordinates\": [8.54, 47.37]},"
                        + " \"properties\": {\"name\": \"Zürich\"}}",
                "]}");
        text(
                "events.ndjson",
                "{\"at\": \"2024-01-31T08:15:30Z\", \"kind\": \"login\", \"user\": 7}",
                "{\"at\": \"2024-01-31T08:16:00Z\", \"kind\": \"click\", \"user\": 7, \"target\": {\"id\": \"buy\"}}",
                "{\"kind\": \"logout\", \"user\": null, \"tags\": [\"a\", 1]}");
        text("array.json", "[{\"a\": 1, \"b\": \"x\"},", " {\"b\": \"y\", \"a\": 2.5}, {}]");
        text(
                "mixed types.jsonl",
                "{\"v\": 1}",
                "{\"v\": \"one\"}",
                "{\"v\": true}",
                "{\"v\": {\"w\": 1}}",
                "{\"v\": null}");
        text(
                "response.json",
                "{\"status\": \"ok\", \"count\": 2,",
                " \"items\": [{\"id\": 1, \"name\": \"x\"}, {\"id\": 2, \"name\": \"y\"}]}");
        text("comments.json", "// exported", "[{\"a\": 1 /* one */}]");
        text("scalars.json", "[1, 2, 3]");
        text("broken.json", "[{\"a\": 1}, {\"a\": 2");
        text(
                "day.log.json",
                "{\"level\": \"INFO\", \"text\": \"started\"}",
                "{\"level\": \"WARN\", \"text\": \"slow\"}");
    }

    private void writeParquet() throws IOException {
        MessageType points = MessageTypeParser.parseMessageType(
                "message points { required int64 id; optional double x; optional binary name (STRING); }");
        Group first = new SimpleGroup(points).append("id", 1L).append("x", 1.5).append("name", "a");
        Group second = new SimpleGroup(points).append("id", 2L);
        parquet("points.parquet", points, first, second);
        parquet("really parquet.csv", points, first);
        MessageType old = MessageTypeParser.parseMessageType(
                "message visits { required int32 id; required binary page (STRING); }");
        MessageType added = MessageTypeParser.parseMessageType(
                "message visits { required int64 id; required binary page (STRING); optional int32 millis; }");
        parquet(
                "visits/year=2023/part-0.parquet",
                old,
                new SimpleGroup(old).append("id", 1).append("page", "home"));
        parquet(
                "visits/year=2024/part-0.parquet",
                added,
                new SimpleGroup(added).append("id", 2L).append("page", "shop").append("millis", 35),
                new SimpleGroup(added).append("id", 3L).append("page", "home"));
    }

    private void writeParts() throws IOException {
        text("logs/part-00000.csv", "level,text", "INFO,started");
        text("logs/part-00001.csv", "level,text", "WARN,slow", "INFO,stopped");
        raw("logs/_SUCCESS", "", StandardCharsets.UTF_8);
        text("north/sales.csv", "id,amount", "1,10", "2,20");
        text("south/sales.csv", "id,amount", "3,30");
        text("weather/city=Bern/day=2024-01-31/a.csv", "n", "1", "2");
        text("weather/city=Genève/day=2024-02-01/a.csv", "n", "3");
    }

    private void writeCompressed() throws IOException {
        gzip("archive.csv.gz", "id,text\n1,\"two\nlines\"\n2,\n");
        gzip(
                "access.log.gz",
                "{\"path\": \"/\", \"status\": 200}\n{\"path\": \"/x\", \"status\": 404, \"agent\": \"curl\"}\n");
        gzip("days/part-0.csv.gz", "d,n\n2024-01-31,1\n");
        gzip("days/part-1.csv.gz", "d,n\n2024-02-01,2\n");
        gzip("thesis.tex.gz", "\\documentclass{article}\n\\begin{document}\nText.\n\\end{document}\n");
        bytes("cut.csv.gz", 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b);
    }

    private void gzip(String path, String text) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file(path)))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void writeOthers() throws IOException {
        text("README.md", "# About", "", "These files were exported, among others, by hand.", "", "- one", "- two");
        text("table.md", "| a | b |", "|---|---|", "| 1 | 2 |", "| 3 | 4 |");
        text("LICENSE", "Do with it what you like.", "", "There is no warranty, not even an implied one.");
        text("notes.txt", "Call Ann about the order.", "Then, perhaps, Bob.");
        text("load.py", "import csv", "print(1, 2)");
        text(".hidden.csv", "a,b", "1,2");
        text("_temporary.csv", "a,b", "1,2");
        bytes("logo.png", 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);
        bytes("photo.csv", 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0, 0, 0, 0);
        bytes("archive.zip", 'P', 'K', 3, 4, 20, 0, 0, 0, 8, 0);
        bytes("report.pdf", '%', 'P', 'D', 'F', '-', '1', '.', '7', '\n');
        bytes("data.bin", 0, 1, 2, 3, 0xff, 0xfe, 0x80, 0);
    }

    private void text(String path, String... lines) throws IOException {
        raw(path, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    }

    private void raw(String path, String text, Charset charset) throws IOException {
        Files.write(file(path), text.getBytes(charset));
    }

    private void bytes(String path, int... values) throws IOException {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        Files.write(file(path), bytes);
    }

    private void parquet(String path, MessageType schema, Group... rows) throws IOException {
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file(path)))
                .withConf(new PlainParquetConfiguration(Map.of()))
                .withCodecFactory(new ParquetCodecs())
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withType(schema)
                .build()) {
            for (Group row : rows) {
                writer.write(row);
            }
        }
    }

    private Path file(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return file;
    }
}
