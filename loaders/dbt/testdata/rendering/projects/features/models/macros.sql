select {{ cents('amount') }} as cents, {{ cents('amount', digits=0) }} as none,
  {{ tools.greet('bob') }} as a, {{ tools.greet(name='bob', greeting='hi') }} as b, {{ tools.shout('x') }} as c, {{ tools.quiet('ABC') }} as d,
  '{{ tools.scoped() }}' as e, '{{ tools.by_helper(1) }}' as f, '{{ var("scoped") }}' as g,
  '{{ all_args(1) }}' as h, $${{ all_args(1, 3, 4, 5, k=6) }}$$ as i, '{{ early(5) }}' as j, '{{ early(1) | trim }}' as k,
  {{ gives_list()[0] + 1 }} as l, $${{ gives_list() }}$$ as m, {{ gives_dict().b | sum }} as n, {{ fib(10) }} as o, '{{ nothing_returned() }}' as p, '{{ uses_this() }}' as q,
  {{ column_list(['id', 'a b']) }},
  $${{ gives_dict() }}$$ as r, '{{ cents.name if cents.name is defined else "none" }}' as s
{% call wrapped('title') %}, 1 as called{% endcall %}
{%- call(item, i) each(['u', 'v']) %}{{ item }}_{{ i }}{% endcall %}
from {{ ref('raw') }}
