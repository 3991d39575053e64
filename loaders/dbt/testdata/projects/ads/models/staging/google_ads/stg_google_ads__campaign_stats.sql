with base as (

    select *
    from {{ ref('google_ads_campaign_stats') }}

),

fields as (

    select
        date_day,
        'google' as platform,
        campaign_id::varchar as campaign_id,
        campaign_name,
        lower(device) as device,
        impressions,
        clicks,
        {{ from_micros('cost_micros') }} as spend
    from base

),

final as (

    select *
    from fields
    where impressions > 0
      and campaign_name not ilike '%(draft)%'

)

select * from final
