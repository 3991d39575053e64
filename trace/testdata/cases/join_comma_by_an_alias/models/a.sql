SELECT id, lower(slug) AS word, upper(creator) AS creator
FROM {{ source('src', 'clicks') }}, {{ source('src', 'links') }}, {{ source('src', 'creators') }}
WHERE word = key AND name = creator AND id < 6
