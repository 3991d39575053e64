SELECT o FROM {{ ref('a') }} WHERE status = 'paid'
