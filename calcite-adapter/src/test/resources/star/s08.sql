select category, product_name, units, units * 1.0e0 / sum(units) over (partition by category) as share,
       cume_dist() over (partition by category order by units) as below_or_same,
       percent_rank() over (partition by category order by units) as below,
       ntile(4) over (partition by category order by units desc, product_name) as quarter
from (select p.category, p.product_name, sum(f.units) as units
      from sales f, products p
      where f.product_id = p.product_id
      group by p.category, p.product_name) as t
