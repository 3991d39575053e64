select * from {{ ref('raw') }} join {{ ref('features', 'loops') }} on true join {{ ref('tools', 'of_tools') }} on true
join {{ source('lake', 'raw') }} r on true join {{ source('lake', 'renamed') }} on true
join {{ ref('versioned') }} on true join {{ ref('versioned', v=2) }} on true join {{ ref('versioned', version='1') }} on true join {{ ref('features', 'versioned', v=1) }} on true
join {{ builtins.ref('loops') }} as l on true
-- {{ ref('loops').identifier }} {{ ref('loops').name }} {{ ref('loops').is_cte }} {{ source('lake', 'renamed').identifier }} {{ ref('loops') is mapping }} {{ ref('loops').type }} {{ ref('loops') is string }}
