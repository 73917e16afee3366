select p.category, p.brand, d.sold_year, sum(f.amount) as revenue
from sales f, products p, days d
where f.product_id = p.product_id and f.day_id = d.day_id and d.sold_month between 3 and 9
group by grouping sets ((p.category, p.brand), (p.category, d.sold_year), (d.sold_year), ())
