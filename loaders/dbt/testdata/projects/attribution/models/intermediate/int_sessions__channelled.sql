{{ config(materialized='ephemeral') }}

with sessions as (

    select * from {{ ref('stg_web__sessions') }}

),

rules as (

    select * from {{ ref('channel_rules') }}

)

select
    sessions.*,
    coalesce(rules.channel, 'other') as channel
from sessions
left join rules
    on rules.utm_source = sessions.utm_source
    and rules.utm_medium = sessions.utm_medium
-- robots of our own that look whether the site is up
where coalesce(rules.channel, 'other') <> 'monitoring'
