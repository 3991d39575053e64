select
    {{ dbt_utils.star(from=ref('raw_tracks'), except=['internal_notes', 'title']) }},
    trim(title) as track_title
from {{ ref('raw_tracks') }}
where not is_withdrawn
