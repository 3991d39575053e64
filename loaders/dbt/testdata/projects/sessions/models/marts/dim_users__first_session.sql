{{ config(materialized='table') }}

with sessions as (

    select * from {{ ref('fct_sessions') }}

),

countries as (

    select * from {{ ref('user_countries') }}

)

select
    sessions.user_id,
    countries.country,
    sessions.session_id as first_session_id,
    sessions.started_at as first_seen_at,
    sessions.events
from sessions
inner join countries using (user_id)
qualify row_number() over (partition by sessions.user_id order by sessions.started_at) = 1
