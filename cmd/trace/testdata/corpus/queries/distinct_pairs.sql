SELECT count(*) AS pairs
FROM (
    SELECT DISTINCT p.from_depot, p.to_depot, d.year
    FROM {{ source('post', 'parcels') }} AS p
    JOIN {{ source('post', 'days') }} AS d ON d.day = p.sent_day
    WHERE NOT d.holiday
) AS pairs
