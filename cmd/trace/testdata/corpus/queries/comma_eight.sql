SELECT from_country.zone AS from_zone, to_country.zone AS to_zone, family, year, count(*) AS parcels, sum(price_ct) AS revenue
FROM {{ source('post', 'countries') }} AS from_country, {{ source('post', 'countries') }} AS to_country, {{ source('post', 'regions') }} AS from_region, {{ source('post', 'regions') }} AS to_region,
    {{ source('post', 'depots') }} AS origin, {{ source('post', 'depots') }} AS target, {{ source('post', 'products') }}, {{ source('post', 'senders') }}, {{ source('post', 'parcels') }}, {{ source('post', 'days') }}
WHERE origin.depot = from_depot
    AND target.depot = to_depot
    AND from_region.region = origin.region_key
    AND to_region.region = target.region_key
    AND from_region.country_key = from_country.country
    AND to_region.country_key = to_country.country
    AND product = product_key
    AND sender = sender_key
    AND sent_day = day
    AND year BETWEEN 2021 AND 2022
    AND from_country.zone = 'domestic'
    AND to_country.zone IN ('union', 'overseas')
    AND segment <> 'private'
GROUP BY from_country.zone, to_country.zone, family, year
