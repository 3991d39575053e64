WITH C AS (SELECT ID, SLUG FROM {{ source('src', 'clicks') }} WHERE N > 1)
SELECT C.ID, L.Label FROM C JOIN {{ source('src', 'labels') }} AS L ON L.Slug = C.SLUG
