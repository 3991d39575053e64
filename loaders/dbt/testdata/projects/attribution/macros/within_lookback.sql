{% macro within_lookback(touch, conversion, days=none) -%}
    {%- set days = days if days is not none else var('lookback_days', 30) -%}
    {{ touch }} <= {{ conversion }}
        and {{ touch }} >= {{ dbt.dateadd('day', -1 * days, conversion) }}
{%- endmacro %}
