{# A parameter of the event, by its key: GA4 keeps them in an array. #}
{% macro event_param(key, type='string') -%}
(select value.{{ type }}_value from unnest(event_params) where key = {{ dbt.string_literal(key) }})
{%- endmacro %}
