select sold_year, region, revenue, sum(revenue) over (partition by sold_year) as of_year,
       dense_rank() over (partition by sold_year order by revenue desc) as place,
       revenue - max(revenue) over (partition by region order by sold_year rows between 1 preceding and 1 preceding) as growth
from (select d.sold_year, s.region, sum(f.amount) as revenue, grouping(s.region) as total
      from sales f, days d, stores s
      where f.day_id = d.day_id and f.store_id = s.store_id
      group by grouping sets ((d.sold_year, s.region), (d.sold_year))) as t
where total = 0
order by sold_year, region
