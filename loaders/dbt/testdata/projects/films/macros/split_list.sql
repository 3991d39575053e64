{% macro split_list(column, separator='|') %}
    {#- an empty field has no parts -#}
    case when {{ column }} is null then [] else string_split({{ column }}, '{{ separator }}') end
{%- endmacro %}
