{#
  The columns of a relation less some, each with the relation's alias.
#}
{% macro all_but(relation, leave_out=[], alias=none) %}
    {%- set names = [] -%}
    {%- set unwanted = leave_out | map('lower') | list -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- if column.name | lower not in unwanted -%}
            {%- do names.append((alias ~ '.' if alias else '') ~ adapter.quote(column.name)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(names | join(',\n        ')) -}}
{% endmacro %}
