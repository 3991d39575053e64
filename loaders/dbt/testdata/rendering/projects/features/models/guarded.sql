{% if execute and var('ask', false) %}{% set r = run_query('select 1') %}{% endif %}
{% if not execute %}{{ ref('scopes') }}{% endif %}
select 1 as x from {{ ref('raw') }} -- depends_on: {{ ref('scopes') }}
