select sale_id, customer_id, amount,
       sum(amount) over (partition by customer_id order by sold_on, sale_id rows between unbounded preceding and 1 preceding) as spent_before,
       count(*) over (partition by customer_id order by sold_on range between interval '90' day preceding and current row) as in_a_quarter,
       avg(discount) over (partition by customer_id order by sale_id rows between 2 preceding and 2 following exclude current row) as discounts_around
from (select f.sale_id, f.customer_id, f.amount, f.discount, d.sold_on
      from sales f, days d, customers c
      where f.day_id = d.day_id and f.customer_id = c.customer_id and c.country = 'CH') as t
