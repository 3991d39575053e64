{%- set x = 1 -%}
{%- set ns = namespace(total=0, names=[]) -%}
{%- for i in [1, 2, 3] -%}{%- set x = x + i -%}{%- set ns.total = ns.total + i -%}{%- do ns.names.append('n' ~ i) -%}{%- endfor -%}
{%- if true -%}{%- set x = 10 -%}{%- endif -%}
{%- set a, b = 1, 'b' -%}
{%- set block -%}
  block of {{ x }}
{%- endset -%}
{%- set upper | upper | trim -%}  filtered {{ a }} {%- endset -%}
{%- with y = 5, z = x -%}{%- set inner = y * z -%}{%- set q = inner -%}
select {{ q }} as q,
{%- endwith %}
 {{ x }} as x, {{ ns.total }} as total, '{{ ns.names | join(",") }}' as names, '{{ block }}' as block, '{{ upper }}' as up, {{ a }} as a, '{{ b }}' as b, '{{ y is defined }}' as d
from {{ ref('raw') }}
