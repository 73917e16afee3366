with monthly as (select d.sold_year, d.sold_month, p.brand, sum(f.units) as units
                 from sales f, days d, products p
                 where f.day_id = d.day_id and f.product_id = p.product_id
                 group by d.sold_year, d.sold_month, p.brand),
     ranked as (select sold_year, sold_month, brand, units,
                       rank() over (partition by sold_year, sold_month order by units desc) as place
                from monthly)
select a.brand, count(*) as months_first, sum(b.units) as units_a_year_later
from ranked a left join monthly b on a.brand = b.brand and a.sold_month = b.sold_month and b.sold_year = a.sold_year + 1
where a.place = 1
group by a.brand
order by a.brand
