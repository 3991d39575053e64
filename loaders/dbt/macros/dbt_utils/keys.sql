{# Keys made of columns: generate_surrogate_key, and surrogate_key as it was before version 1. #}

{% macro _hash_of(field_list, null_value) %}
{%- set texts = [] -%}
{%- for field in field_list -%}
{%- do texts.append('coalesce(cast(' ~ field ~ ' as ' ~ dbt.type_string() ~ "), '" ~ null_value ~ "')") -%}
{%- endfor -%}
{{ return(dbt.hash(texts | join(" || '-' || "))) }}
{% endmacro %}

{# NULL and the empty text make different keys, unless the project asks for the older way. #}
{% macro generate_surrogate_key(field_list) %}
{{ return(adapter.dispatch('generate_surrogate_key', 'dbt_utils')(field_list)) }}
{% endmacro %}

{% macro default__generate_surrogate_key(field_list) %}
{%- set as_empty = var('surrogate_key_treat_nulls_as_empty_strings', false) -%}
{{ return(dbt_utils._hash_of(field_list, '' if as_empty else '_dbt_utils_surrogate_key_null_')) }}
{% endmacro %}

{# NULL and the empty text make the same key. Takes one list, or the fields one by one. #}
{% macro surrogate_key(field_list) %}
{%- set fields = dbt_utils._as_list(field_list, varargs) -%}
{{ return(adapter.dispatch('surrogate_key', 'dbt_utils')(fields)) }}
{% endmacro %}

{% macro default__surrogate_key(field_list) %}
{{ return(dbt_utils._hash_of(field_list, '')) }}
{% endmacro %}
