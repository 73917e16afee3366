select d.sold_year, d.sold_quarter, s.region, sum(f.amount) as revenue, count(*) as sales, grouping(s.region) as all_regions
from sales f, days d, stores s
where f.day_id = d.day_id and f.store_id = s.store_id
group by rollup(d.sold_year, d.sold_quarter, s.region)
