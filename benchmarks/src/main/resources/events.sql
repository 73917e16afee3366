-- A hash of the row's number and another number for each column, so that each row can be made by itself.
create table events as
with numbers as (select range as i from range(${rows})),
draws as (select i, hash(i * 16 + 1) as a, hash(i * 16 + 2) as b, hash(i * 16 + 3) as c, hash(i * 16 + 4) as d,
  hash(i * 16 + 5) as e, hash(i * 16 + 6) as f, hash(i * 16 + 7) as g, hash(i * 16 + 8) as h from numbers)
select i::bigint as event_id,
  date '2025-01-01' + (a % 365)::integer as event_day,
  (b % 200000)::integer as customer_id,
  ['DE','FR','IT','ES','PT','GB','IE','NL','BE','LU','AT','CH','PL','CZ','SE','NO','DK','FI','US','CA',
   'BR','MX','JP','IN','AU'][1 + least(a // 365 % 25, b // 200000 % 25)::integer] as country,
  ['phone','desktop','tablet','tv','bot'][1 + (c % 5)::integer] as device,
  ['search','mail','social','direct','partner','display'][1 + (c // 5 % 6)::integer] as channel,
  case when d % 10 < 7 then null else 'campaign ' || (d // 10 % 300) end as campaign,
  case when e % 3 = 0 then '/shop/' || ['shoes','coats','books','toys','garden'][1 + (e // 3 % 5)::integer]
     || '/' || (e // 15 % 400)
    when e % 3 = 1 then '/checkout/step' || (e // 3 % 4) else '/blog/' || (e // 3 % 2000) end as page,
  [200,200,200,200,200,200,200,301,302,404,404,500][1 + (f % 12)::integer]::integer as status,
  case when f // 12 % 5 < 2 then null else ((g % 100000) / 100.0)::decimal(12,2) end as amount,
  (g // 100000 % 20)::integer as clicks,
  (h % 10000)::double / 3.0 as duration_ms,
  (h // 10000 % 1000)::double / 1000 as score,
  case when a // 9125 % 50 = 0 then null else 'session ' || (b // 5000000 % 3000000) end as session
from draws
