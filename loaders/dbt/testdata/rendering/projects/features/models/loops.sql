select
{% for c in var('channels') -%}
  sum(case when channel = {{ dbt.string_literal(dbt.escape_single_quotes(c)) }} then amount end) as c{{ loop.index }}{{ "," if not loop.last }}
{% endfor %}
{%- for a in [1, 2, 3] %}/* {{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.cycle('x', 'y') }}{{ loop.depth }}{{ loop.previtem }}{{ loop.nextitem }}{{ loop.changed(a > 1) }} */{% endfor %}
{% for k, v in var('limits').items() %}, {{ v }} as {{ k }}{% endfor %}
{% for x in [] %}never{% else %}, 0 as none_found{% endfor %}
{% for x in [1, 2, 3, 4, 5, 6] if x % 2 == 0 %}, {{ x }} as even_{{ loop.index }}{% endfor %}
{% for x in range(10) %}{% if x == 2 %}{% continue %}{% endif %}{% if x == 5 %}{% break %}{% endif %}, {{ x }} as n{{ x }}{% endfor %}
{% for pair in [('a', 1), ('b', 2)] %}{% for one in pair %} /*{{ one }}{{ loop.index }}*/{% endfor %}{% endfor %}
{% for x, (y, z) in [(1, (2, 3))] %}, {{ x + y + z }} as xyz{% endfor %}
from {{ ref('raw') }}
