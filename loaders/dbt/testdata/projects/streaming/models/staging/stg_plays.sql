-- depends_on: {{ ref('plays_eu') }}
-- depends_on: {{ ref('plays_us') }}

with unioned as (

    {{ dbt_utils.union_relations(
        relations=region_relations('plays'),
        source_column_name='loaded_from'
    ) }}

),

final as (

    select
        play_id,
        listener_id,
        track_id,
        played_at,
        seconds,
        {{ seconds_to_clock('seconds') }} as play_length,
        coalesce(device, 'unknown') as device
    from unioned
    where seconds >= {{ var('minimum_seconds') }}

)

select * from final
