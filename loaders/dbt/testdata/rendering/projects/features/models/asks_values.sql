{% set r = run_query("select channel, count(*) as n from " ~ ref('raw') ~ " where channel is not null group by 1 order by 1") %}
{% call statement('s', fetch_result=true) %}select max(amount) from {{ ref('raw') }}{% endcall %}
{% if execute %}
select {% for row in r.rows %}'{{ row[0] }}' /* {{ row.n }} {{ row['n'] }} */ as v{{ loop.index }},{% endfor %} {{ r.columns[0].values() | join('|') }}, {{ r.columns['n'].values() | list }}, {{ r.column_names }}, {{ r.rows | length }}, {{ r.columns | length }}, $${{ r.rows[0].values() }}$$
{% set s = load_result('s') %}, {{ s.data[0][0] }}, {{ s['data'] | length }}
{% endif %}
from {{ ref('raw') }}
