select c.country, c.segment, count(distinct f.customer_id) as buyers, count(distinct p.brand) as brands,
       sum(case when d.weekend then f.amount else 0 end) as on_weekends, grouping(c.country) as g
from sales f
join customers c on f.customer_id = c.customer_id
join products p on f.product_id = p.product_id
join days d on f.day_id = d.day_id
group by grouping sets ((c.country, c.segment), (c.country), (c.segment))
