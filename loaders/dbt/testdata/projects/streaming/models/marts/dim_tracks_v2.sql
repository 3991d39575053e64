with tracks as (

    select * from {{ ref('stg_tracks') }}

),

artists as (

    select * from {{ ref('int_artists__current') }}

),

joined as (

    select
        tracks.track_id,
        tracks.track_title,
        tracks.genre,
        artists.artist_id,
        artists.artist_name
    from tracks
    inner join artists on artists.artist_id = tracks.artist_id

)

select * from joined
