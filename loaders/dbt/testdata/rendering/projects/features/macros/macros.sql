{% macro default__shout(name) %}'{{ name | upper }} AND LOUD'{% endmacro %}

{% macro cents(column, digits=2) -%}
  round({{ column }} / 100.0, {{ digits }})
{%- endmacro %}

{% macro wrapped(title) %}
/* {{ title }} */
{{ caller() }}
/* end */
{% endmacro %}

{% macro each(items) -%}
  {%- for item in items %}
  {{ caller(item, loop.index) }}{{ "," if not loop.last }}
  {%- endfor %}
{%- endmacro %}

{% macro all_args(a, b=2) %}{{ a }},{{ b }},{{ varargs | join('+') }},{{ kwargs.items() | list }}{% endmacro %}

{% macro early(x) %}
  {% if x > 3 %}{{ return('big') }}{% endif %}
  small{% set ignored = 1 %}
{% endmacro %}

{% macro gives_list() %}{{ return([1, 'two', none, true, 4.0]) }}{% endmacro %}
{% macro gives_dict() %}{% do return({'a': 1, 'b': [2, 3]}) %}{% endmacro %}
{% macro fib(n) %}{{ return(n if n < 2 else fib(n - 1) + fib(n - 2)) }}{% endmacro %}
{% macro nothing_returned() %}{% set x = 1 %}{% endmacro %}
{% macro uses_this() %}{{ this.identifier }}|{{ this.name }}|{{ model.name }}{% endmacro %}
{% macro column_list(cols) %}{% for c in cols %}{{ adapter.quote(c) }}{% if not loop.last %}, {% endif %}{% endfor %}{% endmacro %}
{% macro both(x) %}both of features{% endmacro %}
