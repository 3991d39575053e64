{% snapshot artists_snapshot %}

{{
    config(
        target_schema='snapshots',
        unique_key='artist_id',
        strategy='timestamp',
        updated_at='updated_at'
    )
}}

select
    artist_id,
    artist_name,
    country,
    updated_at
from {{ ref('raw_artists') }}
where artist_name is not null

{% endsnapshot %}
