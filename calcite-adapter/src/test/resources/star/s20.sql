select s.region, p.category, c.country, d.sold_year, m.medium, sum(f.amount) as revenue, sum(r.units) as returned,
       rank() over (partition by s.region order by sum(f.amount) desc) as place,
       sum(sum(f.amount)) over (partition by s.region, p.category) as of_category
from sales f
join days d on f.day_id = d.day_id
join stores s on f.store_id = s.store_id
join products p on f.product_id = p.product_id
join customers c on f.customer_id = c.customer_id
join promotions m on f.promotion_id = m.promotion_id
left join refunds r on f.sale_id = r.sale_id
where s.floor_space is not null and c.born < date '1990-01-01' and m.medium <> 'radio'
group by s.region, p.category, c.country, d.sold_year, m.medium
