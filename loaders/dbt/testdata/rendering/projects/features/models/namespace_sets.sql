select id from {{ ref('raw') }} {{ dbt.except() }} select 1 {{ dbt.intersect() }} select 2
