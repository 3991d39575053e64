{# What dbt makes of its macros on DuckDB, for projects whose profile says that DuckDB is where they are built. The others are built somewhere
   else, and get what most warehouses have in common: a safe cast, a float of 64 bits, the empty text for a part that is not there. #}

{% macro duckdb__any_value(expression) -%}
arbitrary({{ expression }})
{%- endmacro %}

{% macro duckdb__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
{%- if limit_num -%}
list_aggr(
    (array_agg(
        {{ measure }}
        {{ order_by_clause if order_by_clause }}
    ))[1:{{ limit_num }}],
    'string_agg',
    {{ delimiter_text }}
    )
{%- else -%}
string_agg(
    {{ measure }},
    {{ delimiter_text }}
    {{ order_by_clause if order_by_clause }}
    )
{%- endif -%}
{%- endmacro %}

{% macro duckdb__array_construct(inputs, data_type) -%}
{%- if inputs -%}
array[ {{ inputs | join(' , ') }} ]
{%- else -%}
array[]::{{ data_type }}[]
{%- endif -%}
{%- endmacro %}

{% macro duckdb__array_append(array, new_element) -%}
array_append({{ array }}, {{ new_element }})
{%- endmacro %}

{% macro duckdb__array_concat(array_1, array_2) -%}
array_cat({{ array_1 }}, {{ array_2 }})
{%- endmacro %}

{% macro duckdb__safe_cast(field, type) -%}
cast({{ field }} as {{ type }})
{%- endmacro %}

{% macro duckdb__type_string() %}{{ return('TEXT') }}{% endmacro %}
{% macro duckdb__type_float() %}{{ return('float') }}{% endmacro %}
{% macro duckdb__type_int() %}{{ return('integer') }}{% endmacro %}

{% macro duckdb__dateadd(datepart, interval, from_date_or_timestamp) -%}
{%- set unit = datepart | lower -%}
{%- if unit == 'quarter' -%}
({{ from_date_or_timestamp }} + (cast({{ interval }} as bigint) * 3) * interval 1 month)
{%- elif unit == 'week' -%}
({{ from_date_or_timestamp }} + (cast({{ interval }} as bigint) * 7) * interval 1 day)
{%- else -%}
({{ from_date_or_timestamp }} + cast({{ interval }} as bigint) * interval 1 {{ unit }})
{%- endif -%}
{%- endmacro %}

{% macro duckdb__datediff(first_date, second_date, datepart) -%}
{%- if datepart == 'week' -%}
({{ dbt.datediff(first_date, second_date, 'day') }} // 7 + case
    when date_part('dow', ({{ first_date }})::timestamp) <= date_part('dow', ({{ second_date }})::timestamp) then
        case when {{ first_date }} <= {{ second_date }} then 0 else -1 end
    else
        case when {{ first_date }} <= {{ second_date }} then 1 else 0 end
end)
{%- else -%}
(date_diff('{{ datepart }}', {{ first_date }}::timestamp, {{ second_date }}::timestamp ))
{%- endif -%}
{%- endmacro %}

{% macro duckdb__date_trunc(datepart, date) -%}
date_trunc('{{ datepart }}', {{ date }})
{%- endmacro %}

{% macro duckdb__last_day(date, datepart) -%}
{%- if datepart == 'quarter' %}
-- duckdb dateadd does not support quarter interval.
cast(
    {{ dbt.dateadd('day', '-1', dbt.dateadd('month', '3', dbt.date_trunc(datepart, date))) }}
    as date)
{%- else -%}
cast(
    {{ dbt.dateadd('day', '-1', dbt.dateadd(datepart, '1', dbt.date_trunc(datepart, date))) }}
    as date)
{%- endif -%}
{%- endmacro %}

{% macro duckdb__hash(field) -%}
md5(cast({{ field }} as TEXT))
{%- endmacro %}

{% macro duckdb__length(expression) -%}
length(
    {{ expression }}
)
{%- endmacro %}

{% macro duckdb__position(substring_text, string_text) -%}
position(
    {{ substring_text }} in {{ string_text }}
)
{%- endmacro %}

{% macro duckdb__replace(field, old_chars, new_chars) -%}
replace(
    {{ field }},
    {{ old_chars }},
    {{ new_chars }}
)
{%- endmacro %}

{% macro duckdb__right(string_text, length_expression) -%}
right(
    {{ string_text }},
    {{ length_expression }}
)
{%- endmacro %}

{# A part that is not there is NULL. #}
{% macro duckdb__split_part(string_text, delimiter_text, part_number) -%}
string_split({{ string_text }}, {{ delimiter_text }})[ {{ part_number }} ]
{%- endmacro %}

{% macro duckdb__generate_series(upper_bound) %}
select generate_series as generated_number
from generate_series(1, {{ upper_bound }})
{% endmacro %}

{% macro duckdb__date_spine(datepart, start_date, end_date) %}
with rawdata as (
    {{ dbt.generate_series(dbt.get_intervals_between(start_date, end_date, datepart)) }}
),
all_periods as (
    select (
        {{ dbt.dateadd(datepart, 'row_number() over (order by 1) - 1', start_date) }}
    ) as date_{{ datepart }}
    from rawdata
),
filtered as (
    select *
    from all_periods
    where date_{{ datepart }} <= {{ end_date }}
)
select * from filtered
{% endmacro %}
