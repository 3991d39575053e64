{# Text for templates and logs rather than for SQL: slugify, pretty_time, pretty_log_format, log_info. #}

{# A name of small letters, digits and underscores that does not begin with a digit. #}
{% macro slugify(string) %}
{%- set slug = namespace(text='', gap=false) -%}
{%- for letter in string | lower -%}
{%- if letter in ' -' -%}
{%- set slug.gap = true -%}
{%- else -%}
{%- set slug.text = slug.text ~ ('_' if slug.gap else '') ~ (letter if letter in 'abcdefghijklmnopqrstuvwxyz0123456789_' else '') -%}
{%- set slug.gap = false -%}
{%- endif -%}
{%- endfor -%}
{%- set text = slug.text ~ ('_' if slug.gap else '') -%}
{{ return('_' ~ text if text and text[0] in '0123456789' else text) }}
{% endmacro %}

{% macro pretty_time(format='%H:%M:%S') %}
{{ return(adapter.dispatch('pretty_time', 'dbt_utils')(format)) }}
{% endmacro %}

{% macro default__pretty_time(format='%H:%M:%S') %}
{{ return(modules.datetime.datetime.now().strftime(format)) }}
{% endmacro %}

{% macro pretty_log_format(message) %}
{{ return(adapter.dispatch('pretty_log_format', 'dbt_utils')(message)) }}
{% endmacro %}

{% macro default__pretty_log_format(message) %}
{{ return(dbt_utils.pretty_time() ~ ' + ' ~ message) }}
{% endmacro %}

{% macro log_info(message) %}
{{ return(adapter.dispatch('log_info', 'dbt_utils')(message)) }}
{% endmacro %}

{% macro default__log_info(message) -%}
{%- do log(dbt_utils.pretty_log_format(message), info=True) -%}
{%- endmacro %}
