select *, ended_at - started_at as length
from {{ ref('fct_sessions') }}
order by length desc
limit 20
