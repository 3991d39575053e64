{%- set state = namespace(count=0) -%}

with unioned as (

    {% for region in var('regions') %}
    {%- set state.count = state.count + 1 %}
    select
        {{ state.count }} as region_number,
        '{{ region }}' as region,
        play_id,
        skipped_after
    from {{ ref('skips_' ~ region) }}
    {%- if not loop.last %}

    union all
    {% endif %}
    {% endfor %}

)

-- {{ state.count }} regions
select * from unioned
where skipped_after is not null
