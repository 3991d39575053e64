{% macro from_micros(column) %}
    ({{ column }} / {{ var('google_ads__micros', 1000000) }})::numeric(18, 2)
{% endmacro %}
