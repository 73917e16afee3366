create table days as
select cast(i as integer) as day_id, date '2022-01-01' + cast(i as integer) as sold_on,
       cast(year(date '2022-01-01' + cast(i as integer)) as integer) as sold_year,
       cast(quarter(date '2022-01-01' + cast(i as integer)) as integer) as sold_quarter,
       cast(month(date '2022-01-01' + cast(i as integer)) as integer) as sold_month,
       i % 7 >= 5 as weekend
from range(730) as t(i);

create table stores as
select cast(i as integer) as store_id, 'Store ' || i as store_name,
       ['Bern', 'Zürich', 'Genève', '東京', 'Oslo'][1 + i % 5] as city,
       ['north', 'south', 'east'][1 + i % 3] as region,
       case when i % 4 = 0 then null else cast(100 + i * 17 as integer) end as floor_space
from range(24) as t(i);

create table products as
select cast(i as integer) as product_id, 'Product ' || lpad(cast(i as varchar), 3, '0') as product_name,
       'Brand ' || (i * 7) % 9 as brand, ['food', 'toys', 'books', 'tools'][1 + i % 4] as category,
       cast((i * 37) % 100 + 0.99 as decimal(8, 2)) as list_price
from range(120) as t(i);

create table customers as
select cast(i as integer) as customer_id, 'Customer ' || i as customer_name,
       case when i % 11 = 0 then null else ['CH', 'DE', 'FR', 'JP'][1 + (i * 5) % 4] end as country,
       ['private', 'business'][1 + i % 2] as segment, date '1950-01-01' + cast((i * 311) % 20000 as integer) as born
from range(400) as t(i);

create table promotions as
select cast(i as integer) as promotion_id, ['none', 'coupon', 'flyer', 'radio'][1 + i % 4] as medium
from range(8) as t(i);

create table sales as
select cast(i as bigint) as sale_id, cast((i * 7919) % 730 as integer) as day_id,
       cast((i * 31 + i // 97) % 24 as integer) as store_id,
       cast((i * i + 13 * i) % 120 as integer) as product_id,
       case when i % 19 = 0 then null else cast((i * 104729) % 400 as integer) end as customer_id,
       cast(case when i % 3 = 0 then i % 8 else 0 end as integer) as promotion_id,
       cast(1 + (i * 13) % 9 as integer) as units,
       cast(((i * 7907) % 100000) / 100.0 as decimal(12, 2)) as amount,
       case when i % 5 = 0 then null else ((i * 17) % 40) / 100.0::double end as discount
from range(20000) as t(i);

create table refunds as
select cast(i as bigint) as return_id, cast((i * 53) % 20000 as bigint) as sale_id,
       cast(1 + i % 2 as integer) as units, cast(((i * 101) % 5000) / 100.0 as decimal(12, 2)) as amount
from range(900) as t(i);
