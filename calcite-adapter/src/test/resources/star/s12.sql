select p.product_name
from products p
where not exists (select 1 from sales f, days d
                  where f.product_id = p.product_id and f.day_id = d.day_id and d.sold_year = 2023 and d.sold_quarter = 4)
   or p.product_id in (select f.product_id from sales f join refunds r on f.sale_id = r.sale_id
                       group by f.product_id having count(*) > 20)
order by p.product_name
