SELECT id, "day", now() > TIMESTAMPTZ '2020-01-01' AS later FROM {{ source('src', 'clicks') }} WHERE "day" < now()
