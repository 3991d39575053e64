{% macro clean_text(column, default="'(none)'") -%}
coalesce(nullif(lower(trim({{ column }})), ''), {{ default }})
{%- endmacro %}
