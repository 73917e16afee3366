select p.category, m.medium, stddev_samp(f.amount) as spread, var_pop(f.units) as variance, min(f.discount) as least,
       sum(f.discount) as discounts
from sales f, products p, promotions m
where f.product_id = p.product_id and f.promotion_id = m.promotion_id
group by rollup(p.category, m.medium)
