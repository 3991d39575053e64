with google as (

    select
        date_day,
        platform,
        campaign_id,
        device as breakdown,
        impressions,
        clicks,
        spend
    from {{ ref('stg_google_ads__campaign_stats') }}

), facebook as (

    select
        date_day,
        platform,
        campaign_id,
        placement as breakdown,
        impressions,
        clicks,
        spend
    from {{ ref('stg_facebook_ads__insights') }}

), unioned as (

    select * from google
    union all
    select * from facebook

)

select *
from unioned
