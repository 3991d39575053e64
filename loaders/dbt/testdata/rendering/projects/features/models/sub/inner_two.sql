with a as (select * from {{ ref('inner_one') }})
select * from a
