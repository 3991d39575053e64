select 1 as v from {{ ref('raw') }}
