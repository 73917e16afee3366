select * from DEPTS
select * from SDEPTS where NAME <> '40' order by DEPTNO desc
select * from SDEPTS where DEPTNO > 20 and NAME like '%0'
select * from EMPS
select NAME from EMPS where GENDER = ''
select NAME from EMPS where GENDER is null
select count(*), count(GENDER), count(CITY), count(AGE), count(SLACKER) from EMPS
select CITY, count(*) as C from EMPS group by CITY order by CITY
select GENDER, max(EMPNO) from EMPS group by GENDER order by GENDER
select NAME, AGE from EMPS where AGE is null order by NAME
select NAME, EMPNO from EMPS order by EMPNO, NAME
select NAME from EMPS where SLACKER order by NAME
select NAME from EMPS where SLACKER is not true order by NAME
select distinct {fn timestampadd(SQL_TSI_MONTH, 1, JOINEDAT) } as t from EMPS order by t
select e.NAME, d.NAME from EMPS e join DEPTS d on e.DEPTNO = d.DEPTNO order by 1
select e.NAME, d.NAME from EMPS e left join DEPTS d on e.DEPTNO = d.DEPTNO order by 1
select NAME || '-' || GENDER || '-' || CITY from EMPS order by 1
select char_length(GENDER), char_length(CITY) from EMPS order by 1, 2
select extract(year from JOINEDAT) as y, count(*) from EMPS group by extract(year from JOINEDAT) order by y
select EMPNO * 3 as e3 from LONG_EMPS where EMPNO = 100
select sum(EMPNO), min(EMPNO), max(EMPNO) from LONG_EMPS
select EMPID, sum(AGE), count(*) from LONG_EMPS group by EMPID order by EMPID
select * from WACKY_COLUMN_NAMES
select "2gender", "joined at", "plain" from WACKY_COLUMN_NAMES where "naME" = 'Bo'
select * from "DATE"
select JOINEDAT from "DATE" where JOINEDAT < {d '2000-01-01'} or JOINEDAT >= {d '2017-01-01'}
select JOINTIME from "DATE" where JOINTIME >= {t '07:00:00'} and JOINTIME < {t '08:00:00'}
select JOINTIMES, {fn timestampadd(SQL_TSI_DAY, 1, JOINTIMES)} from "DATE" where JOINTIMES >= {ts '2003-01-01 00:00:00'}
select EMPNO, JOINTIMES from "DATE" group by EMPNO, JOINTIMES order by JOINTIMES
select extract(year from JOINTIMES), count(*) from "DATE" where extract(year from JOINTIMES) between 2001 and 2016 group by extract(year from JOINTIMES) order by 1
select count(JOINEDAT), count(JOINTIME), count(JOINTIMES) from "DATE"
select JOINEDAT from "DATE" where JOINEDAT is not null order by JOINEDAT
select max(JOINEDAT), min(JOINTIME), max(JOINTIMES) from "DATE"
select ID, D from ODD_DATES order by ID
select ID, TS from ODD_DATES order by ID
select ID, T from ODD_DATES where ID <> 9 order by ID
select count(D), count(TS) from ODD_DATES
select ID from ODD_DATES where D > date '2000-01-01' order by ID
select ID from ODD_DATES where D is null order by ID
select * from "DECIMAL"
select DEPTNO from "DECIMAL" where BUDGET = 100.01
select DEPTNO from "DECIMAL" where BUDGET < 0 order by DEPTNO
select BUDGET from "DECIMAL" order by BUDGET
select count(BUDGET), min(BUDGET), max(BUDGET) from "DECIMAL"
select * from TYPES
select "b" + 1, "s", "i", "l" from TYPES where "b" < 100 order by "i"
select "v", "u", "w", "n" from TYPES where "v" = '' or "u" = ' '
select "z", count(*) from TYPES group by "z" order by 1
select "c" from TYPES where "c" is not null order by 1
select count("c"), count("v"), count("u"), count("w"), count("n"), count("i") from TYPES
select * from EMPTY
select count(*) from EMPTY
select * from HEADER_ONLY
select NAME, count(*) from HEADER_ONLY group by NAME
select * from QUOTES
select A from QUOTES where K = 2
select B from QUOTES where A = '' order by B
select K, char_length(A), char_length(B) from QUOTES order by K
select * from MIXED_CASE
select "name" from MIXED_CASE where "id" < "Id2" order by 1
select * from "a b.c"
select * from "_hidden"
select * from ".dot"
select * from "{brace"
select * from JDEPTS
select * from JEMPS
select NAME from JEMPS where GENDER = ''
select sum(EMPNO), count(DEPTNO), max(BIG), count(JOINEDAT) from JEMPS
select JOINEDAT || '!' from JEMPS order by 1
select e.NAME, d.NAME from JEMPS e join JDEPTS d on e.DEPTNO = d.DEPTNO order by 1
select e.EMPNO, e.NAME, t.JOINEDAT from "DATE" t join JEMPS e on e.EMPNO = t.EMPNO order by 1, 2, 3
select * from LOOSE
select * from JEMPTY
select * from ONE
select * from SCALAR
select * from NOTES
select * from LIST
select * from inner.DEPTS
