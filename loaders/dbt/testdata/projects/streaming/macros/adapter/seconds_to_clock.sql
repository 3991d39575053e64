{% macro seconds_to_clock(column) -%}
    {{ return(adapter.dispatch('seconds_to_clock', 'streaming')(column)) }}
{%- endmacro %}

{% macro default__seconds_to_clock(column) -%}
    lpad(floor({{ column }} / 60)::varchar, 2, '0') || ':' || lpad(mod({{ column }}, 60)::varchar, 2, '0')
{%- endmacro %}

{% macro duckdb__seconds_to_clock(column) -%}
    printf('%02d:%02d', {{ column }} // 60, {{ column }} % 60)
{%- endmacro %}
