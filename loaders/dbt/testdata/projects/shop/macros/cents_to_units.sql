{# Money is stored in cents; people read it in whole units. #}
{% macro cents_to_units(column_name, scale=2) -%}
    cast({{ column_name }} / 100.0 as decimal(16, {{ scale }}))
{%- endmacro %}
