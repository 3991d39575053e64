{# Parts of queries: group_by, deduplicate, pivot. #}

{# By the first n columns. #}
{% macro group_by(n) %}
{{ return(adapter.dispatch('group_by', 'dbt_utils')(n)) }}
{% endmacro %}

{% macro default__group_by(n) -%}
group by {{ range(1, n + 1) | join(', ') }}
{%- endmacro %}

{# The first row of each group. The last two arguments are from before version 0.9. #}
{% macro deduplicate(relation, partition_by=none, order_by=none, relation_alias=none, group_by=none) %}
{%- set source = relation_alias if relation_alias is not none else relation -%}
{%- set groups = partition_by if partition_by is not none else group_by -%}
{{ return(adapter.dispatch('deduplicate', 'dbt_utils')(source, groups, order_by)) }}
{% endmacro %}

{% macro default__deduplicate(relation, partition_by, order_by) %}
select *
from {{ relation }}
qualify row_number() over (partition by {{ partition_by }}{{ ' order by ' ~ order_by if order_by }}) = 1
{% endmacro %}

{# One aggregate for each value; the values are often those of get_column_values. #}
{% macro pivot(column, values, alias=True, agg='sum', cmp='=', prefix='', suffix='', then_value=1, else_value=0, quote_identifiers=True, distinct=False) %}
{{ return(adapter.dispatch('pivot', 'dbt_utils')(column, values, alias, agg, cmp, prefix, suffix, then_value, else_value, quote_identifiers, distinct)) }}
{% endmacro %}

{% macro default__pivot(column, values, alias=True, agg='sum', cmp='=', prefix='', suffix='', then_value=1, else_value=0, quote_identifiers=True, distinct=False) %}
{%- for value in values %}
{%- set name = prefix ~ value ~ suffix %}
{{ agg }}({{ 'distinct ' if distinct }}case when {{ column }} {{ cmp }} {{ dbt.string_literal(dbt.escape_single_quotes(value)) }} then {{ then_value }} else {{ else_value }} end)
{%- if alias %} as {{ adapter.quote(name) if quote_identifiers else dbt_utils.slugify(name) }}{% endif %}{{ ',' if not loop.last }}
{%- endfor %}
{% endmacro %}
