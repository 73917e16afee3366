(select customer_id from sales f, days d where f.day_id = d.day_id and d.sold_year = 2022
 intersect
 select customer_id from sales f, days d where f.day_id = d.day_id and d.sold_year = 2023)
except
select f.customer_id from sales f join refunds r on f.sale_id = r.sale_id where r.amount > 45
