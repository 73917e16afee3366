select sold_on, revenue,
       sum(revenue) over (order by sold_on range between interval '30' day preceding and current row) as month_before,
       max(revenue) over (order by sold_on range between interval '9' day preceding and interval '9' day following) as best
from (select d.sold_on, sum(f.amount) as revenue
      from sales f, days d, stores s
      where f.day_id = d.day_id and f.store_id = s.store_id and s.city = '東京'
      group by d.sold_on) as t
order by sold_on
