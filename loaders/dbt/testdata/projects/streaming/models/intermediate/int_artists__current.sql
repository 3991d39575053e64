select
    {{ all_but(ref('artists_snapshot'), leave_out=['dbt_scd_id', 'dbt_updated_at', 'dbt_valid_from', 'dbt_valid_to'], alias='snap') }}
from {{ ref('artists_snapshot') }} as snap
where snap.dbt_valid_to is null
    and snap.country <> 'ZZ'
