{# Rows made from nothing: generate_series, date_spine, and the number of steps between two dates. #}

{# One row per whole number from 1 to upper_bound, which may be an SQL expression. #}
{% macro generate_series(upper_bound) %}
{{ return(adapter.dispatch('generate_series', 'dbt')(upper_bound)) }}
{% endmacro %}

{% macro default__generate_series(upper_bound) %}
select generated_number
from generate_series(1, {{ upper_bound }}) as series(generated_number)
{% endmacro %}

{# The power of two that reaches upper_bound; packages count with it how many tables they must cross. #}
{% macro get_powers_of_two(upper_bound) %}
{{ return(adapter.dispatch('get_powers_of_two', 'dbt')(upper_bound)) }}
{% endmacro %}

{% macro default__get_powers_of_two(upper_bound) %}
{%- if upper_bound <= 0 -%}
{{ exceptions.raise_compiler_error('get_powers_of_two: the upper bound must be more than 0, not ' ~ upper_bound) }}
{%- endif -%}
{%- for power in range(1, 100) -%}
{%- if upper_bound <= 2 ** power -%}
{{ return(power) }}
{%- endif -%}
{%- endfor -%}
{% endmacro %}

{# A number and not SQL, because projects calculate with it; so this one asks the engine. #}
{% macro get_intervals_between(start_date, end_date, datepart) %}
{{ return(adapter.dispatch('get_intervals_between', 'dbt')(start_date, end_date, datepart)) }}
{% endmacro %}

{% macro default__get_intervals_between(start_date, end_date, datepart) %}
{%- if not execute -%}
{{ return(1) }}
{%- endif -%}
{{ return(trace_values('select ' ~ dbt.datediff(start_date, end_date, datepart))[0][0]) }}
{% endmacro %}

{# One row per step from start_date, in a column date_<datepart>. As many steps as datediff counts, so end_date itself is left out. #}
{% macro date_spine(datepart, start_date, end_date) %}
{{ return(adapter.dispatch('date_spine', 'dbt')(datepart, start_date, end_date)) }}
{% endmacro %}

{% macro default__date_spine(datepart, start_date, end_date) %}
select date_{{ datepart }}
from (
    select {{ dbt.dateadd(datepart, 'step', start_date) }} as date_{{ datepart }}
    from (select unnest(range({{ dbt.datediff(start_date, end_date, datepart) }})) as step)
) as spine
{% endmacro %}
