-- rows in all
select count(*) from events
-- revenue in all
select sum(amount), min(amount), max(amount), count(amount) from events
-- revenue of one country
select sum(amount), count(*) from events where country = 'DE'
-- revenue by country
select country, count(*), sum(amount) from events group by country order by country
-- revenue by country and device
select country, device, sum(amount) from events group by country, device order by country, device
-- events by day
select event_day, count(*) from events group by event_day order by event_day
-- one quarter by channel
select channel, count(*), sum(amount), avg(amount) from events where event_day between date '2025-04-01' and date '2025-06-30' group by channel order by channel
-- errors by status
select status, count(*) from events where status >= 400 group by status order by status
-- slow requests by device
select device, count(*), max(duration_ms), avg(duration_ms) from events where duration_ms > 2000 group by device order by device
-- top customers
select customer_id, sum(amount) as revenue from events where status = 200 group by customer_id order by revenue desc nulls last, customer_id limit 10
-- customers that bought
select count(distinct customer_id) from events where amount is not null
-- pages with a word in them
select count(*) from events where page like '%check%'
-- pages of a section
select page, count(*) as hits from events where page like '/shop/%' group by page order by hits desc, page limit 20
-- without a campaign
select count(*), sum(amount) from events where campaign is null
-- campaigns by clicks
select campaign, count(*), sum(clicks) from events where campaign is not null group by campaign order by sum(clicks) desc, campaign limit 10
-- a few countries
select country, avg(score), min(score), max(score) from events where country in ('FR', 'IT', 'ES', 'PT') group by country order by country
-- kinds of orders by size
select case when amount < 50 then 'small' when amount < 500 then 'medium' else 'large' end as kind, count(*), sum(amount) from events where amount is not null group by case when amount < 50 then 'small' when amount < 500 then 'medium' else 'large' end order by kind
-- one customer
select event_day, page, status, amount from events where customer_id = 4711 order by event_id limit 100
-- the newest events
select event_id, event_day, country, page from events order by event_id desc limit 50
-- conversion by channel
select channel, sum(case when status = 200 and amount > 0 then 1 else 0 end) as bought, count(*) as visits, coalesce(sum(amount), 0) from events where device <> 'bot' group by channel order by channel
