package io.gpuquery.calcite.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** A folder of what Calcite's file adapter reads: the kinds of files that it is published with, and its odd corners. */
final class CalciteFileData {
    private CalciteFileData() {}

    static void write(Path folder) throws IOException {
        text(folder, "DEPTS.csv", "DEPTNO:int,NAME:string", "10,\"Sales\"", "20,\"Marketing\"", "30,\"Accounts\"");
        text(
                folder,
                "SDEPTS.csv",
                "DEPTNO:int,NAME:string",
                "10,\"Sales\"",
                "20,\"Marketing\"",
                "30,\"Accounts\"",
                "40,\"40\"",
                "50,\"50\"",
                "60,\"60\"");
        String[] employees = {
            "EMPNO:int,NAME:string,DEPTNO:int,GENDER:string,CITY:string,EMPID:int,AGE:int,SLACKER:boolean,"
                    + "MANAGER:boolean,JOINEDAT:date",
            "100,\"Ada\",10,,,30,25,true,false,\"1996-08-03\"",
            "110,\"Bo\",20,\"M\",\"San Juan\",3,80,,false,\"2001-01-01\"",
            "110,\"Cy\",40,\"M\",\"Bern\",2,,false,true,\"2002-05-03\"",
            "120,\"Di\",20,\"F\",,1,5,,true,\"2005-09-07\"",
            "130,\"Ed\",40,\"F\",\"Bern\",2,,false,true,\"2007-01-01\""
        };
        gzip(folder, "EMPS.csv.gz", employees);
        employees[0] = employees[0].replace("EMPNO:int", "EMPNO:long");
        text(folder, "LONG_EMPS.csv", employees);
        text(
                folder,
                "WACKY_COLUMN_NAMES.csv",
                "EMPNO:int,naME:string,DEPTNO:Integer,2gender:string,joined at:date,plain",
                "100,\"Ada\",10,,\"1996-08-03\",a",
                "110,\"Bo\",20,\"M\",\"2001-01-01\",");
        text(
                folder,
                "DATE.csv",
                "EMPNO:int,JOINEDAT:date,JOINTIME:time,JOINTIMES:timestamp",
                "100,\"1996-08-03\",\"00:01:02\",\"1996-08-03 00:01:02\"",
                "110,\"2001-01-01\",\"00:00:00\",\"2001-01-01 00:00:00\"",
                "120,\"2005-09-07\",\"00:00:00\",\"2005-09-07 00:00:00\"",
                "140,\"2015-12-31\",\"07:15:56\",\"2015-12-31 07:15:56\"",
                "150,\"2015-12-31\",\"13:31:21\",\"2015-12-31 13:31:21\"",
                "200,,,");
        text(
                folder,
                "ODD_DATES.csv",
                "ID:int,D:date,T:time,TS:timestamp",
                "1,soon,later,never",
                "2,2001-2-30,7:5:9,2001-2-30 25:61:61",
                "3,2001-02-03T04:05,01:02:03.456,2001-02-03 04:05:06.789",
                "4,03.02.2001,1:2,2001-02-03T04:05:06",
                "5, 2001- 02- 03,  1:2:3,2001-02-03",
                "6,1500-03-01,00:00:00,1582-10-05 00:00:00",
                "7,0001-01-01,23:59:59,1969-12-31 23:59:59",
                "8,12345-01-01,12:00:00 pm,9999-12-31 23:59:59",
                "9,2001-13-01x,00:99:00,2001-00-00 00:00:00",
                "10,-2001-01-01,-01:00:00,2001-01-01  01:01:01");
        text(
                folder,
                "DECIMAL.csv",
                "DEPTNO:int,BUDGET:\"decimal(18,2)\"",
                "10,100.00",
                "20,100.01",
                "30,-100.01",
                "40,",
                "50,0.005",
                "60,-0.005",
                "70,1000.00",
                "80,1234567890123456.785");
        text(
                folder,
                "TYPES.csv",
                "b:byte,s:short,i:int,l:long,f:float,d:double,z:boolean,c:char,v:string,u,w:decimal,n:NUMBER",
                "1,2,3,4,1.5,2.5,true,x,y,z,1.0,7",
                "-128,-32768,-2147483648,-9223372036854775808,-1e30,1e300,TRUE,xyz,,,,",
                "127,32767,2147483647,9223372036854775807,NaN,Infinity,yes,q, , ,a,b",
                "+1,007,-0,+5,.5,5.,0,\"-\",\"\",\"\",\"\",\"\"",
                ",,,,,,,*,,,,");
        text(folder, "EMPTY.csv");
        text(folder, "HEADER_ONLY.csv", "DEPTNO:int,NAME:string");
        text(
                folder,
                "QUOTES.csv",
                "K:int,A:string,B:string",
                "1,\"a,b\",\"c\"\"d\"",
                "2,\"two",
                "lines\",x",
                "3,a\"b\"c,'q'",
                "4,  \"blank before\",\"behind\"  ",
                "5,\"back\\\"slash\",\"a\\\\b\"",
                "6,back\\slash,\\",
                "7,\"\",\"\"\"\"",
                "8,too,many,fields,here");
        text(folder, "RAGGED.csv", "K:int,A:string,B:int", "1,x,2", "2,y", "", "3");
        text(folder, "MIXED_CASE.csv", "id:int,Id2:int,name", "1,2,x", "3,4,y");
        text(folder, "a b.c.csv", "X:int", "1", "2");
        text(folder, "_hidden.csv", "X:int", "7");
        text(folder, ".dot.csv", "X:int", "8");
        text(folder, "{brace.csv", "{\"a\": 1}:string", "x");
        text(folder, "NOTES.txt", "a,b", "1,2");
        text(folder, "LIST.tsv", "a\tb", "1\t2");
        Files.createDirectory(folder.resolve("inner"));
        text(folder.resolve("inner"), "DEPTS.csv", "X:int", "1");
        writeJson(folder);
    }

    private static void writeJson(Path folder) throws IOException {
        text(
                folder,
                "JDEPTS.json",
                "/* A comment. */",
                "[ {\"DEPTNO\": 10, \"NAME\": \"Sales\"},",
                "  // another",
                "  {\"DEPTNO\": 20, \"NAME\": \"Marketing\"},",
                "  {\"DEPTNO\": 30, \"NAME\": \"Accounts\"} ]");
        text(
                folder,
                "JEMPS.json",
                "[{\"EMPNO\": 100, \"NAME\": \"Ada\", \"DEPTNO\": 10, \"GENDER\": \"\", \"BIG\": 5000000000, \"RATE\": 1.5,"
                        + " \"SLACKER\": true, \"JOINEDAT\": \"1996-08-03\"},",
                " {\"EMPNO\": 110, \"NAME\": \"Bo\", \"DEPTNO\": 20, \"GENDER\": \"M\", \"BIG\": 6000000000, \"RATE\": -2.25,"
                        + " \"SLACKER\": null, \"JOINEDAT\": \"2001-01-01\"},",
                " {\"EMPNO\": 120, \"NAME\": \"Cy\", \"DEPTNO\": null, \"GENDER\": null, \"BIG\": null, \"RATE\": null,"
                        + " \"SLACKER\": false, \"JOINEDAT\": null}]");
        text(folder, "LOOSE.json", "[{a: 1, 'b': 'x'}, {a: 2, 'b': \"it's\"}]");
        text(folder, "JEMPTY.json", "/* nothing */");
        text(folder, "ONE.json", "{\"a\": 1}");
        text(folder, "SCALAR.json", "42");
        gzip(folder, "JGZ.json.gz", "[{\"a\": 1, \"b\": \"x\"}, {\"a\": 2, \"b\": \"y\"}]");
    }

    private static void text(Path folder, String name, String... lines) throws IOException {
        Files.writeString(folder.resolve(name), lines.length == 0 ? "" : String.join("\n", lines) + "\n");
    }

    private static void gzip(Path folder, String name, String... lines) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
