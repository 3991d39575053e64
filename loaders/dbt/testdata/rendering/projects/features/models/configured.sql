{{ config(
    materialized='incremental',
    unique_key='id',
    incremental_strategy='delete+insert' if target.type == 'duckdb' else 'insert_overwrite',
    partition_by={'field': 'at', 'data_type': 'date'},
    cluster_by=['id'],
    labels={'a': 'b'},
    require_partition_filter=false,
    tags=['from_model'],
    meta={'k': 1},
    alias='called_otherwise',
    pre_hook="select 1",
    persist_docs={'relation': true}
) }}
select *, '{{ config.get("materialized") }}' as m, '{{ config.get("nothing", "d") }}' as n, '{{ config.require("unique_key") }}' as u, '{{ config.get("meta").get("k") }}' as k, '{{ config.get("meta") }}' as meta, $${{ config.get("tags") }}$$ as t, '{{ this.identifier }}' as i
from {{ ref('raw') }}
{% if is_incremental() %}
where at > (select max(at) from {{ this }})
{% else %}
-- all of it
{% endif %}
