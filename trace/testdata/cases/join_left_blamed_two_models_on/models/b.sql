SELECT id, who AS creator FROM {{ ref('a') }}
