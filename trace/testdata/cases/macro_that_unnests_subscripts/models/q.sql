SELECT id, 10 * generate_subscripts(l, 1), unnest([7]) AS seven FROM {{ source('src', 'clicks') }} WHERE id < 3
