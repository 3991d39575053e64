{# Values that a template asks of the data while it is rendered: get_column_values, get_single_value, get_query_results_as_dict. #}

{# The distinct values of a column, by default the most frequent first; what order_by leaves open is ordered by value. The first argument is a relation or its name. #}
{% macro get_column_values(table, column, order_by='count(*) desc', max_records=none, default=none, where=none) %}
{{ return(adapter.dispatch('get_column_values', 'dbt_utils')(table, column, order_by, max_records, default, where)) }}
{% endmacro %}

{% macro default__get_column_values(table, column, order_by='count(*) desc', max_records=none, default=none, where=none) %}
{%- set otherwise = default if default is not none else [] -%}
{%- if not execute -%}
{{ return(otherwise) }}
{%- endif -%}
{%- set query -%}
select {{ column }} as value
from {{ table }}
{{ 'where ' ~ where if where }}
group by {{ column }}
order by {{ order_by }}, 1
{{ 'limit ' ~ max_records if max_records is not none }}
{%- endset -%}
{%- set found = [] -%}
{%- for row in trace_values(query) -%}
{%- do found.append(row[0]) -%}
{%- endfor -%}
{{ return(found if found else otherwise) }}
{% endmacro %}

{# The first value of the first row. #}
{% macro get_single_value(query, default=none) %}
{{ return(adapter.dispatch('get_single_value', 'dbt_utils')(query, default)) }}
{% endmacro %}

{% macro default__get_single_value(query, default) %}
{%- if not execute -%}
{{ return(default) }}
{%- endif -%}
{%- set rows = trace_values(query) -%}
{{ return(rows[0][0] if rows else default) }}
{% endmacro %}

{# The values of each column, by its name. #}
{% macro get_query_results_as_dict(query) %}
{{ return(adapter.dispatch('get_query_results_as_dict', 'dbt_utils')(query)) }}
{% endmacro %}

{% macro default__get_query_results_as_dict(query) %}
{%- set results = {} -%}
{%- if execute -%}
{%- set rows = trace_values(query) -%}
{%- for column in trace_values('select column_name from (describe ' ~ query ~ ')') -%}
{%- set at = loop.index0 -%}
{%- set values = [] -%}
{%- for row in rows -%}
{%- do values.append(row[at]) -%}
{%- endfor -%}
{%- do results.update({column[0]: values}) -%}
{%- endfor -%}
{%- endif -%}
{{ return(results) }}
{% endmacro %}
