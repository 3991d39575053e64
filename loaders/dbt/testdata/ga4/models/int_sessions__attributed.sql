{# Last touch: where a session has no source of its own, that of the last one before it that had one. #}
select
    session_key,
    started_at,
    page_views,
    last_value(source ignore nulls) over (last_touches) as last_source,
    last_value(medium ignore nulls) over (last_touches) as last_medium
from {{ ref('int_sessions') }}
window last_touches as (
    partition by user_pseudo_id order by started_at, session_key rows between unbounded preceding and current row
)
