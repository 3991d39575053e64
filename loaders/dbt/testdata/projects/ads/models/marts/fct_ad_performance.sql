{{ config(materialized='table') }}

with ads as (

    select * from {{ ref('int_ads__unioned') }}

), campaigns as (

    select * from {{ ref('campaign_map') }}

), final as (

    select
        ads.date_day,
        ads.platform,
        ads.campaign_id,
        ads.breakdown,
        campaigns.channel,
        campaigns.owner,
        campaigns.daily_budget,
        ads.impressions,
        ads.clicks,
        ads.spend,
        {{ rate('ads.clicks', 'ads.impressions') }} as click_through_rate,
        ifnull({{ rate('ads.spend', 'ads.clicks', digits=2) }}, 0) as cost_per_click
    from ads
    join campaigns
        on ads.platform = campaigns.platform
        and ads.campaign_id = campaigns.campaign_id
    where ads.date_day >= '{{ var("start_date") }}'::date

)

select * from final
