{% macro both(x) %}both of tools{% endmacro %}
