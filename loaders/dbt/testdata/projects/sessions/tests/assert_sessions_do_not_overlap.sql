select a.session_id
from {{ ref('fct_sessions') }} as a
inner join {{ ref('fct_sessions') }} as b
    on a.user_id = b.user_id
    and a.session_id <> b.session_id
    and a.started_at between b.started_at and b.ended_at
