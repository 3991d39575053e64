{% macro greet(name, greeting='hello') %}{{ return(adapter.dispatch('greet', 'tools')(name, greeting)) }}{% endmacro %}
{% macro default__greet(name, greeting) %}'{{ greeting }}, {{ name }} of default'{% endmacro %}
{% macro bigquery__greet(name, greeting) %}'{{ greeting }}, {{ name }} of bigquery'{% endmacro %}
{% macro shout(name) %}{{ adapter.dispatch('shout', macro_namespace='tools')(name) }}{% endmacro %}
{% macro default__shout(name) %}'{{ name | upper }}'{% endmacro %}
{% macro quiet(x) -%}
  {%- set y = x | lower -%}
  '{{ y }}'
{%- endmacro %}
{% macro scoped() %}{{ var('scoped') }} {{ var('only_here', 'default') }}{% endmacro %}
{% macro by_helper(x) %}{{ tools._helper(x) }}{{ both(x) }}{% endmacro %}
{% macro _helper(x) %}[{{ x }}]{% endmacro %}
