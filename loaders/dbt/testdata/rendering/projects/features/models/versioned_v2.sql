select 2 as v from {{ ref('raw') }}
