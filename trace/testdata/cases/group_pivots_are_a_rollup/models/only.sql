SELECT u FROM {{ ref('flag') }} WHERE has_last = 1
