select sold_year, sold_month, revenue,
       lag(revenue) over (order by sold_year, sold_month) as before_it,
       lead(revenue, 12) over (order by sold_year, sold_month) as next_year,
       revenue - lag(revenue, 1, revenue) over (order by sold_year, sold_month) as growth
from (select d.sold_year, d.sold_month, sum(f.amount) as revenue
      from sales f, days d
      where f.day_id = d.day_id
      group by d.sold_year, d.sold_month) as t
order by sold_year, sold_month
