-- a comment first
select * from {{ ref('inner_two') }}
