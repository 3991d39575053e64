select
    track_id,
    track_title,
    artist_id
from {{ ref('stg_tracks') }}
