SELECT kind, n FROM {{ ref('second') }}
