select p.category, s.region, c.segment, sum(f.units) as units, sum(f.amount) as revenue
from sales f
join products p on f.product_id = p.product_id
join stores s on f.store_id = s.store_id
left join customers c on f.customer_id = c.customer_id
group by cube(p.category, s.region, c.segment)
