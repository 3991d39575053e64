{{ config(materialized='table', partition_by={'field': 'purchased_on', 'data_type': 'date'}) }}

with purchases as (

    select *, concat(user_pseudo_id, '.', cast(ga_session_id as string)) as session_key
    from {{ ref('stg_ga4__events') }}
    where event_name = 'purchase'
        and safe_divide(revenue, 1) > 0

),

deduplicated as (

    select *
    from purchases
    where transaction_id is not null
    qualify row_number() over (partition by transaction_id order by event_at) = 1

)

select
    p.transaction_id,
    date(p.event_at, 'Europe/Berlin') as purchased_on,
    {{ dbt.date_trunc('month', 'p.event_at') }} as purchased_in,
    p.revenue,
    coalesce(s.last_source, '(direct)') as last_source,
    coalesce(s.last_medium, '(none)') as last_medium
from deduplicated as p
join {{ ref('int_sessions__attributed') }} as s using (session_key)
