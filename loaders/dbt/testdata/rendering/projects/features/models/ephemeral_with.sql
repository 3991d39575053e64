with b as (select * from {{ ref('inner_two') }}), c as (select * from {{ ref('inner_one') }})
select * from b join c using (id)
