select s.region, sum(f.amount) as sold, sum(r.amount) as returned, count(r.return_id) as refunds
from sales f
join stores s on f.store_id = s.store_id
left join refunds r on r.sale_id = f.sale_id
group by rollup(s.region)
