select
    {# a comment #}
    1 as a, {#- trimmed -#}
    2 as b,
    {% raw %}'{{ not rendered }} {% neither %}'{% endraw %} as raw,
    '{{ "{{" }}' as braces, '{{ '%}' }}' as ends,
    {%- if true %} 3 as c,{% endif %}
    {%+ if true %} 4 as d,{% endif %}
    {% if false %}no{% elif true -%}
    5 as e
    {%- else %}no{% endif %}


from {{ ref('raw') }}   
{{ '' }}
