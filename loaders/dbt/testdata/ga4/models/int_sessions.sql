select
    concat(user_pseudo_id, '.', cast(ga_session_id as string)) as session_key,
    user_pseudo_id,
    min(event_at) as started_at,
    array_agg(source ignore nulls order by event_at limit 1)[safe_offset(0)] as source,
    array_agg(medium ignore nulls order by event_at limit 1)[safe_offset(0)] as medium,
    countif(event_name = 'page_view') as page_views
from {{ ref('stg_ga4__events') }}
where ga_session_id is not null
group by 1, 2
