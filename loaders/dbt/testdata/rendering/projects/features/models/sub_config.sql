{% set partitions = ['current_date', "date_sub(current_date, interval 1 day)"] %}
{{ config(materialized='table' if var('switch') else 'view', tags=["x"]) }}
select '{{ partitions | join(",") }}' as p from {{ ref('raw') }}
{% if execute %} where 1 = 1 {% endif %}
