select week
from {{ ref('top_artists') }}
group by week
having count(*) > 2
