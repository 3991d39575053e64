{# Operators between whole queries, and the equality of two values: except, intersect, equals. #}

{% macro except() %}
{{ return(adapter.dispatch('except', 'dbt')()) }}
{% endmacro %}

{% macro default__except() -%}
except
{%- endmacro %}

{% macro intersect() %}
{{ return(adapter.dispatch('intersect', 'dbt')()) }}
{% endmacro %}

{% macro default__intersect() -%}
intersect
{%- endmacro %}

{# Plain equality, under which NULL equals nothing: dbt compares NULLs only behind a flag that is off by default. #}
{% macro equals(expr1, expr2) %}
{{ return(adapter.dispatch('equals', 'dbt')(expr1, expr2)) }}
{% endmacro %}

{% macro default__equals(expr1, expr2) -%}
({{ expr1 }} = {{ expr2 }})
{%- endmacro %}
