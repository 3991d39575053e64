{# Parts of a URL: get_url_host, get_url_path, get_url_parameter. #}

{% macro get_url_host(field) %}
{{ return(adapter.dispatch('get_url_host', 'dbt_utils')(field)) }}
{% endmacro %}

{% macro default__get_url_host(field) -%}
regexp_extract({{ field }}, '^(?:https?://|android-app://)?([^/?]*)', 1)
{%- endmacro %}

{# Without the slash before it. Of a text with neither slash nor question mark it is all. #}
{% macro get_url_path(field) %}
{{ return(adapter.dispatch('get_url_path', 'dbt_utils')(field)) }}
{% endmacro %}

{% macro default__get_url_path(field) -%}
regexp_extract({{ field }}, '^(?:https?://)?(?:[^/]*/|[^?]*[?].*)?([^?]*)', 1)
{%- endmacro %}

{# NULL where the parameter is missing or empty. #}
{% macro get_url_parameter(field, url_parameter) %}
{{ return(adapter.dispatch('get_url_parameter', 'dbt_utils')(field, url_parameter)) }}
{% endmacro %}

{% macro default__get_url_parameter(field, url_parameter) -%}
nullif(split_part(split_part({{ field }}, '{{ url_parameter }}=', 2), '&', 1), '')
{%- endmacro %}
