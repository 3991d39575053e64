SELECT id FROM {{ source('src', 'clicks') }}, {{ source('src', 'links') }}
WHERE (slug = key AND creator = 'Ann' AND n < 5)
   OR (key = slug AND creator = 'Bob' AND n > 5)
   OR (n = 0 AND slug = key)
