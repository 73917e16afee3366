select sold_on, revenue,
       avg(revenue) over (order by sold_on rows between 6 preceding and current row) as week,
       sum(revenue) over (order by sold_on) as until_now
from (select d.sold_on, sum(f.amount) as revenue
      from sales f, days d
      where f.day_id = d.day_id and d.sold_year = 2023
      group by d.sold_on) as t
order by sold_on
