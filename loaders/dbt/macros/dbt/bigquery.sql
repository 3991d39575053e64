{# BigQuery's versions of the macros of the dbt namespace. What a part of a date is called is BigQuery's own affair. #}

{% macro bigquery__any_value(expression) -%}
any_value({{ expression }})
{%- endmacro %}

{% macro bigquery__bool_or(expression) -%}
logical_or({{ expression }})
{%- endmacro %}

{% macro bigquery__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
string_agg(
    {{ measure }},
    {{ delimiter_text }}
    {{ order_by_clause if order_by_clause }}
    {{ 'limit ' ~ limit_num if limit_num }}
)
{%- endmacro %}

{% macro bigquery__array_construct(inputs, data_type) -%}
{% if inputs -%}
[ {{ inputs | join(' , ') }} ]
{%- else -%}
ARRAY<{{ data_type }}>[]
{%- endif %}
{%- endmacro %}

{% macro bigquery__array_append(array, new_element) -%}
{{ dbt.array_concat(array, dbt.array_construct([new_element])) }}
{%- endmacro %}

{% macro bigquery__array_concat(array_1, array_2) -%}
array_concat({{ array_1 }}, {{ array_2 }})
{%- endmacro %}

{# Of a STRUCT or a GEOGRAPHY that is written as a text, the text's quotes go: BigQuery casts no texts to them. An array is cast value by value. #}
{% macro bigquery__safe_cast(field, type) -%}
{%- set wanted = type | lower -%}
{%- if wanted.startswith('array') and field is iterable and field is not string and field is not mapping and field -%}
    {%- set one = wanted[6:-1] -%}
    {%- if dbt._no_cast_from_text(one) -%}
    {%- set values = [] -%}
    {%- for value in field -%}{%- do values.append(value.strip('"').strip("'")) -%}{%- endfor -%}
    (select array_agg(safe_cast(i as {{ one }})) from unnest([ {{ values | join(', ') }} ]) i)
    {%- else -%}
    (select array_agg(safe_cast(i as {{ one }})) from unnest({{ field }}) i)
    {%- endif -%}
{%- elif wanted == 'json' and field is mapping -%}
    safe_cast(json {{ dbt.string_literal(tojson(field)) }} as json)
{%- elif dbt._no_cast_from_text(type) and field is string -%}
    safe_cast({{ field.strip('"').strip("'") }} as {{ type }})
{%- else -%}
    safe_cast({{ field }} as {{ type }})
{%- endif -%}
{%- endmacro %}

{% macro _no_cast_from_text(type) %}
{{ return((type | lower).startswith('struct') or type | lower == 'geography') }}
{% endmacro %}

{% macro bigquery__type_string() %}{{ return('string') }}{% endmacro %}
{% macro bigquery__type_timestamp() %}{{ return('timestamp') }}{% endmacro %}
{% macro bigquery__type_float() %}{{ return('FLOAT64') }}{% endmacro %}
{% macro bigquery__type_numeric() %}{{ return('numeric') }}{% endmacro %}
{% macro bigquery__type_bigint() %}{{ return('bigint') }}{% endmacro %}
{% macro bigquery__type_int() %}{{ return('INT64') }}{% endmacro %}
{% macro bigquery__type_boolean() %}{{ return('boolean') }}{% endmacro %}

{% macro bigquery__date(year, month, day) -%}
date({{ year }}, {{ month }}, {{ day }})
{%- endmacro %}

{% macro bigquery__date_trunc(datepart, date) -%}
timestamp_trunc(
    cast({{ date }} as timestamp),
    {{ datepart }}
)
{%- endmacro %}

{% macro bigquery__dateadd(datepart, interval, from_date_or_timestamp) -%}
datetime_add(
    cast( {{ from_date_or_timestamp }} as datetime),
    interval {{ interval }} {{ datepart }}
)
{%- endmacro %}

{% macro bigquery__datediff(first_date, second_date, datepart) -%}
datetime_diff(
    cast({{ second_date }} as datetime),
    cast({{ first_date }} as datetime),
    {{ datepart }}
)
{%- endmacro %}

{% macro bigquery__last_day(date, datepart) -%}
cast(
    {{ dbt.dateadd('day', '-1', dbt.dateadd(datepart, '1', dbt.date_trunc(datepart, date))) }}
    as date)
{%- endmacro %}

{% macro bigquery__current_timestamp() -%}
current_timestamp()
{%- endmacro %}

{% macro bigquery__current_timestamp_backcompat() -%}
current_timestamp
{%- endmacro %}

{% macro bigquery__current_timestamp_in_utc_backcompat() -%}
current_timestamp
{%- endmacro %}

{% macro bigquery__except() -%}
except distinct
{%- endmacro %}

{% macro bigquery__intersect() -%}
intersect distinct
{%- endmacro %}

{% macro bigquery__hash(field) -%}
to_hex(md5(cast({{ field }} as string)))
{%- endmacro %}

{% macro bigquery__length(expression) -%}
length(
    {{ expression }}
)
{%- endmacro %}

{% macro bigquery__replace(field, old_chars, new_chars) -%}
replace(
    {{ field }},
    {{ old_chars }},
    {{ new_chars }}
)
{%- endmacro %}

{% macro bigquery__position(substring_text, string_text) -%}
strpos(
    {{ string_text }},
    {{ substring_text }}
)
{%- endmacro %}

{% macro bigquery__right(string_text, length_expression) -%}
case when {{ length_expression }} = 0
    then ''
else
    substr(
        {{ string_text }},
        -1 * ({{ length_expression }})
    )
end
{%- endmacro %}

{# Parts count from 1, and from the end where the number is negative; a part that is not there is NULL. #}
{% macro bigquery__split_part(string_text, delimiter_text, part_number) -%}
split(
    {{ string_text }},
    {{ delimiter_text }}
{%- if part_number >= 0 %}
    )[safe_offset({{ part_number - 1 }})]
{%- else %}
    )[safe_offset(
      length({{ string_text }})
      - length(
          replace({{ string_text }}, {{ delimiter_text }}, '')
      ) + 1 + {{ part_number }}
    )]
{%- endif %}
{%- endmacro %}

{% macro bigquery__escape_single_quotes(expression) -%}
{{ (expression ~ '') | replace("'", "\\'") }}
{%- endmacro %}

{% macro bigquery__string_literal(value) -%}
'''{{ value }}'''
{%- endmacro %}

{# One row per whole number from 1 to upper_bound: sums of powers of two. #}
{% macro bigquery__generate_series(upper_bound) %}
{%- set bits = dbt.get_powers_of_two(upper_bound) %}
with p as (
    select 0 as generated_number union all select 1
), unioned as (
    select
    {% for bit in range(bits) %}
    p{{ bit }}.generated_number * power(2, {{ bit }})
    {{ '+' if not loop.last }}
    {% endfor %}
    + 1
    as generated_number
    from
    {% for bit in range(bits) %}
    p as p{{ bit }}
    {{ 'cross join' if not loop.last }}
    {% endfor %}
)
select *
from unioned
where generated_number <= {{ upper_bound }}
order by generated_number
{% endmacro %}

{% macro bigquery__date_spine(datepart, start_date, end_date) %}
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
