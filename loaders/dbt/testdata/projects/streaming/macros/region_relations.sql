{% macro region_relations(prefix) %}
    {% set relations = [] %}
    {% for region in var('regions') %}
        {% do relations.append(ref(prefix ~ '_' ~ region)) %}
    {% endfor %}
    {{ return(relations) }}
{% endmacro %}
