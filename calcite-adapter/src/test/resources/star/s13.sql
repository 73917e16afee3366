select s.store_name, d.sold_on, f.sale_id, f.amount
from sales f, stores s, days d
where f.store_id = s.store_id and f.day_id = d.day_id
  and f.amount > 3 * (select avg(g.amount) from sales g where g.store_id = f.store_id and g.promotion_id = f.promotion_id) / 2
  and d.sold_month = 12
order by f.sale_id
