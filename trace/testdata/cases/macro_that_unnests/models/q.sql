SELECT id, regexp_split_to_table(k, ',') AS w FROM {{ source('src', 'clicks') }}
