{# Relations found by their names: get_relations_by_pattern, get_relations_by_prefix, and the queries behind them. #}

{# A query for the relations whose names match. Patterns are those of ilike; the database plays no part. #}
{% macro get_tables_by_pattern_sql(schema_pattern, table_pattern, exclude='', database=none) %}
{{ return(adapter.dispatch('get_tables_by_pattern_sql', 'dbt_utils')(schema_pattern, table_pattern, exclude, database)) }}
{% endmacro %}

{% macro default__get_tables_by_pattern_sql(schema_pattern, table_pattern, exclude='', database=none) %}
{%- set known = [] -%}
{%- for relation in trace_relations() -%}
{%- set schema = dbt.escape_single_quotes(relation.schema) -%}
{%- set name = dbt.escape_single_quotes(relation.identifier) -%}
{%- do known.append("('" ~ schema ~ "', '" ~ name ~ "', 'table')") -%}
{%- endfor -%}
select distinct table_schema, table_name, table_type
from (values {{ known | join(', ') if known else '(null, null, null)' }}) as known(table_schema, table_name, table_type)
where table_schema ilike '{{ schema_pattern }}'
    and table_name ilike '{{ table_pattern }}'
    and table_name not ilike '{{ exclude }}'
{% endmacro %}

{% macro get_tables_by_prefix_sql(schema, prefix, exclude='', database=none) %}
{{ return(adapter.dispatch('get_tables_by_prefix_sql', 'dbt_utils')(schema, prefix, exclude, database)) }}
{% endmacro %}

{% macro default__get_tables_by_prefix_sql(schema, prefix, exclude='', database=none) %}
{{ return(dbt_utils.get_tables_by_pattern_sql(schema, prefix ~ '%', exclude, database)) }}
{% endmacro %}

{% macro get_relations_by_pattern(schema_pattern, table_pattern, exclude='', database=none) %}
{{ return(adapter.dispatch('get_relations_by_pattern', 'dbt_utils')(schema_pattern, table_pattern, exclude, database)) }}
{% endmacro %}

{% macro default__get_relations_by_pattern(schema_pattern, table_pattern, exclude='', database=none) %}
{{ return(dbt_utils._relations_of(dbt_utils.get_tables_by_pattern_sql(schema_pattern, table_pattern, exclude, database))) }}
{% endmacro %}

{% macro get_relations_by_prefix(schema, prefix, exclude='', database=none) %}
{{ return(adapter.dispatch('get_relations_by_prefix', 'dbt_utils')(schema, prefix, exclude, database)) }}
{% endmacro %}

{% macro default__get_relations_by_prefix(schema, prefix, exclude='', database=none) %}
{{ return(dbt_utils._relations_of(dbt_utils.get_tables_by_prefix_sql(schema, prefix, exclude, database))) }}
{% endmacro %}

{# The name of get_relations_by_prefix before version 0.2. #}
{% macro get_tables_by_prefix(schema, prefix, exclude='', database=none) %}
{{ return(dbt_utils.get_relations_by_prefix(schema, prefix, exclude, database)) }}
{% endmacro %}

{# The relations that such a query names, in the order in which the program lists them. #}
{% macro _relations_of(query) %}
{%- set found = [] -%}
{%- if execute -%}
{%- set names = [] -%}
{%- for row in trace_values(query) -%}
{%- do names.append(row[0] ~ '.' ~ row[1]) -%}
{%- endfor -%}
{%- for relation in trace_relations() if relation.schema ~ '.' ~ relation.identifier in names -%}
{%- do found.append(relation) -%}
{%- endfor -%}
{%- endif -%}
{{ return(found) }}
{% endmacro %}
