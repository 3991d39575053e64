with base as (

    select *
    from {{ ref('facebook_ads_insights') }}

),

latest as (

    -- the platform corrects its figures for some days: the last export counts
    select *
    from base
    qualify row_number() over (
        partition by date_start, campaign_id, publisher_platform
        order by exported_at desc
    ) = 1

),

final as (

    select
        date_start as date_day,
        'facebook' as platform,
        campaign_id,
        publisher_platform as placement,
        impressions,
        inline_link_clicks as clicks,
        spend
    from latest
    where spend is not null

)

select * from final
