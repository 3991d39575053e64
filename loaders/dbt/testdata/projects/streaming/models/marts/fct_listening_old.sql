-- for the reports that were made before artists were known
select
    tracks.track_title,
    count(*) as plays,
    sum(seconds) as seconds
from {{ ref('stg_plays') }} as plays
inner join {{ ref('dim_tracks', v=1) }} as tracks using (track_id)
group by 1
having count(*) > 6
