{# SQL made from the columns that a relation has: star, get_filtered_columns_in_relation, nullcheck, nullcheck_table, union_relations, unpivot. #}

{# Packages call these two for a clearer message. Here a name or a query will do too, and every relation has known columns. #}
{% macro _is_relation(obj, macro) %}
{%- if obj is none -%}
{{ exceptions.raise_compiler_error(macro ~ ' needs a relation, such as ref(...), and got none') }}
{%- endif -%}
{% endmacro %}

{% macro _is_ephemeral(obj, macro) %}{% endmacro %}

{# The names of the columns, without those in except; capitals make no difference. #}
{% macro get_filtered_columns_in_relation(from, except=[]) %}
{{ return(adapter.dispatch('get_filtered_columns_in_relation', 'dbt_utils')(from, except)) }}
{% endmacro %}

{% macro default__get_filtered_columns_in_relation(from, except=[]) %}
{%- do dbt_utils._is_relation(from, 'get_filtered_columns_in_relation') -%}
{%- if not execute -%}
{{ return([]) }}
{%- endif -%}
{%- set left_out = (except or []) | map('lower') | list -%}
{%- set names = [] -%}
{%- for column in adapter.get_columns_in_relation(from) if column.name | lower not in left_out -%}
{%- do names.append(column.name) -%}
{%- endfor -%}
{{ return(names) }}
{% endmacro %}

{# The columns as a select lists them. With a prefix or suffix they are renamed. #}
{% macro star(from, relation_alias=False, except=[], prefix='', suffix='', quote_identifiers=True) %}
{{ return(adapter.dispatch('star', 'dbt_utils')(from, relation_alias, except, prefix, suffix, quote_identifiers)) }}
{% endmacro %}

{% macro default__star(from, relation_alias=False, except=[], prefix='', suffix='', quote_identifiers=True) %}
{%- if not execute -%}
{{ return('*') }}
{%- endif -%}
{%- set items = [] -%}
{%- for name in dbt_utils.get_filtered_columns_in_relation(from, except) -%}
{%- set item = adapter.quote(name) if quote_identifiers else name -%}
{%- if relation_alias -%}
{%- set item = relation_alias ~ '.' ~ item -%}
{%- endif -%}
{%- if prefix or suffix -%}
{%- set renamed = prefix ~ name ~ suffix -%}
{%- set item = item ~ ' as ' ~ (adapter.quote(renamed) if quote_identifiers else renamed) -%}
{%- endif -%}
{%- do items.append(item) -%}
{%- endfor -%}
{{ return(items | join(',\n  ') if items else '/* star: no columns are left */') }}
{% endmacro %}

{# Columns as a select lists them, with NULL for the empty text. #}
{% macro nullcheck(cols) %}
{{ return(adapter.dispatch('nullcheck', 'dbt_utils')(cols)) }}
{% endmacro %}

{% macro default__nullcheck(cols) -%}
{%- for col in cols %}
{{ "nullif(" ~ col.name ~ ", '') as " ~ col.name if col.is_string() else col.name }}{{ ',' if not loop.last }}
{%- endfor %}
{%- endmacro %}

{% macro nullcheck_table(relation) %}
{{ return(adapter.dispatch('nullcheck_table', 'dbt_utils')(relation)) }}
{% endmacro %}

{% macro default__nullcheck_table(relation) %}
{%- do dbt_utils._is_relation(relation, 'nullcheck_table') -%}
select {{ dbt_utils.nullcheck(adapter.get_columns_in_relation(relation)) }}
from {{ relation }}
{% endmacro %}

{# All rows of all relations, with NULL in the columns that a relation does not have. A column has the type that it has in the
   first relation with it, or that of column_override; a first column says which relation the row is from. #}
{% macro union_relations(relations, column_override=none, include=[], exclude=[], source_column_name='_dbt_source_relation', where=none) %}
{{ return(adapter.dispatch('union_relations', 'dbt_utils')(relations, column_override, include, exclude, source_column_name, where)) }}
{% endmacro %}

{% macro default__union_relations(relations, column_override=none, include=[], exclude=[], source_column_name='_dbt_source_relation', where=none) %}
{%- if include and exclude -%}
{{ exceptions.raise_compiler_error('union_relations: give include or exclude, not both') }}
{%- endif -%}
{%- if not execute -%}
{{ return('') }}
{%- endif -%}
{%- set types = column_override if column_override else {} -%}
{%- set wanted = (include or []) | map('lower') | list -%}
{%- set unwanted = (exclude or []) | map('lower') | list -%}
{%- set columns = {} -%}
{%- set columns_of = [] -%}
{%- for relation in relations -%}
{%- do dbt_utils._is_relation(relation, 'union_relations') -%}
{%- set own = {} -%}
{%- for column in adapter.get_columns_in_relation(relation) -%}
{%- set key = column.name | lower -%}
{%- if key not in unwanted and (not wanted or key in wanted) -%}
{%- do own.update({key: column}) -%}
{%- if key not in columns -%}
{%- do columns.update({key: column}) -%}
{%- endif -%}
{%- endif -%}
{%- endfor -%}
{%- do columns_of.append(own) -%}
{%- endfor -%}
{%- if (include or exclude) and not columns -%}
{{ exceptions.raise_compiler_error('union_relations: none of the relations ' ~ (relations | join(', ')) ~ ' has a column that is left after include or exclude') }}
{%- endif -%}
{%- for relation in relations %}
{%- set own = columns_of[loop.index0] %}
(
    select
        {%- if source_column_name %}
        cast({{ dbt.string_literal(dbt.escape_single_quotes(relation)) }} as {{ dbt.type_string() }}) as {{ source_column_name }}{{ ',' if columns }}
        {%- endif %}
        {%- for key, column in columns.items() %}
        cast({{ adapter.quote(own[key].name) if key in own else 'null' }} as {{ types.get(column.name, column.data_type) }}) as {{ adapter.quote(column.name) }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }}
    {%- if where %}
    where {{ where }}
    {%- endif %}
)
{{ 'union all' if not loop.last }}
{%- endfor %}
{% endmacro %}

{# The name of union_relations before version 0.2. #}
{% macro union_tables(tables, column_override=none, include=[], exclude=[], source_column_name='_dbt_source_table') %}
{{ return(dbt_utils.union_relations(tables, column_override, include, exclude, source_column_name)) }}
{% endmacro %}

{# One row for each value of the columns that are in neither list: those in exclude stay columns, those in remove go.
   "table" is what relation was called once. #}
{% macro unpivot(relation=none, cast_to='varchar', exclude=none, remove=none, field_name='field_name', value_name='value', quote_identifiers=False, table=none) %}
{%- set source = relation if relation is not none else table -%}
{{ return(adapter.dispatch('unpivot', 'dbt_utils')(source, cast_to, exclude, remove, field_name, value_name, quote_identifiers)) }}
{% endmacro %}

{% macro default__unpivot(relation=none, cast_to='varchar', exclude=none, remove=none, field_name='field_name', value_name='value', quote_identifiers=False) %}
{%- do dbt_utils._is_relation(relation, 'unpivot') -%}
{%- if not execute -%}
{{ return('') }}
{%- endif -%}
{%- set kept = exclude if exclude else [] -%}
{%- set names = dbt_utils.get_filtered_columns_in_relation(relation, kept + (remove if remove else [])) -%}
{%- for name in names %}
select
    {%- for column in kept %}
    {{ adapter.quote(column) if quote_identifiers else column }},
    {%- endfor %}
    cast({{ dbt.string_literal(dbt.escape_single_quotes(name)) }} as {{ dbt.type_string() }}) as {{ adapter.quote(field_name) if quote_identifiers else field_name }},
    cast({{ adapter.quote(name) }} as {{ cast_to }}) as {{ adapter.quote(value_name) if quote_identifiers else value_name }}
from {{ relation }}
{{ 'union all' if not loop.last }}
{%- endfor %}
{% endmacro %}
