with plays as (

    select * from {{ ref('stg_plays') }}

),

skips as (

    select * from {{ ref('stg_skips') }}

),

tracks as (

    select * from {{ ref('dim_tracks') }}

)

select
    plays.play_id,
    plays.listener_id,
    plays.played_at,
    plays.seconds,
    plays.device,
    tracks.track_title,
    tracks.artist_name,
    tracks.genre,
    skips.skipped_after
from plays
inner join tracks on tracks.track_id = plays.track_id
left join skips on skips.play_id = plays.play_id
where skips.skipped_after is null
    or skips.skipped_after >= plays.seconds - 5
