{%- set platforms_query -%}
select distinct platform from {{ ref('int_ads__unioned') }} order by 1
{%- endset -%}

{%- set results = run_query(platforms_query) -%}

{%- if execute -%}
    {%- set platforms = results.columns[0].values() -%}
{%- else -%}
    {%- set platforms = [] -%}
{%- endif %}

select
    channel,
    {%- for platform in platforms %}
    sum(case when platform = '{{ platform }}' then spend else 0 end) as {{ platform }}_spend,
    {%- endfor %}
    count(*) as ad_days
from {{ ref('fct_ad_performance') }}
where owner is not null
group by channel
