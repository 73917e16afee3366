select region, store_name, revenue, place
from (select s.region, s.store_name, sum(f.amount) as revenue,
             rank() over (partition by s.region order by sum(f.amount) desc) as place
      from sales f, stores s
      where f.store_id = s.store_id
      group by s.region, s.store_name) as t
where place <= 3
order by region, place, store_name
