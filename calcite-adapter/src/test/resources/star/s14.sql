select region, category, revenue, first_value(category) over w as best, last_value(category) over w as worst,
       nth_value(category, 2) over w as second_best
from (select s.region, p.category, sum(f.amount) as revenue
      from sales f, stores s, products p
      where f.store_id = s.store_id and f.product_id = p.product_id
      group by s.region, p.category) as t
window w as (partition by region order by revenue desc rows between unbounded preceding and unbounded following)
order by region, revenue
