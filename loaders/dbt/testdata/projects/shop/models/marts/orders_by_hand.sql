{{ config(enabled = false) }}

-- until the sheet of orders was given up
select * from {{ ref('stg_orders') }}
where channel = 'phone'
