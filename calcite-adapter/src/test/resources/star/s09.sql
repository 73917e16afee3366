select customer_id, sale_id, amount
from (select f.customer_id, f.sale_id, f.amount,
             row_number() over (partition by f.customer_id order by f.amount desc, f.sale_id) as place
      from sales f
      where f.customer_id is not null) as t
where place = 1
order by customer_id
