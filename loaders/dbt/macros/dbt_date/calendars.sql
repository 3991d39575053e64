{# Whole calendars: get_base_dates, get_date_dimension, get_fiscal_year_dates, get_fiscal_periods, and the spine under its name here. #}

{% macro date_spine(datepart, start_date, end_date) %}{{ return(dbt.date_spine(datepart, start_date, end_date)) }}{% endmacro %}
{% macro generate_series(upper_bound) %}{{ return(dbt.generate_series(upper_bound)) }}{% endmacro %}
{% macro get_powers_of_two(upper_bound) %}{{ return(dbt.get_powers_of_two(upper_bound)) }}{% endmacro %}
{% macro get_intervals_between(start_date, end_date, datepart) %}{{ return(dbt.get_intervals_between(start_date, end_date, datepart)) }}{% endmacro %}

{# One row per day or other part, in a timestamp date_<datepart>: from start_date until before end_date, which are texts and not SQL,
   or the last n_dateparts with today. #}
{% macro get_base_dates(start_date=None, end_date=None, n_dateparts=None, datepart='day') %}
{{ return(adapter.dispatch('get_base_dates', 'dbt_date')(start_date, end_date, n_dateparts, datepart)) }}
{% endmacro %}

{% macro default__get_base_dates(start_date, end_date, n_dateparts, datepart) %}
{%- if start_date and end_date -%}
{%- set first = "cast('" ~ start_date ~ "' as " ~ dbt.type_timestamp() ~ ')' -%}
{%- set end = "cast('" ~ end_date ~ "' as " ~ dbt.type_timestamp() ~ ')' -%}
{%- elif n_dateparts -%}
{%- set first = dbt.dateadd(datepart, -1 * n_dateparts, dbt_date.today()) -%}
{%- set end = dbt_date.tomorrow() -%}
{%- else -%}
{{ exceptions.raise_compiler_error('get_base_dates: give start_date and end_date, or n_dateparts') }}
{%- endif -%}
select cast(date_{{ datepart }} as {{ dbt.type_timestamp() }}) as date_{{ datepart }}
from (
    {{ dbt.date_spine(datepart, first, end) | trim }}
) as base_dates
{% endmacro %}

{# One row per day with all that is usually asked of a day. #}
{% macro get_date_dimension(start_date, end_date) %}
{{ return(adapter.dispatch('get_date_dimension', 'dbt_date')(start_date, end_date)) }}
{% endmacro %}

{% macro default__get_date_dimension(start_date, end_date) %}
{%- set day = 'd.date_day' -%}
{%- set last_year = 'd.prior_year_date_day' -%}
{%- set weeks_ago = 'd.prior_year_over_year_date_day' -%}
with days as (
    select
        cast(date_day as date) as date_day,
        cast({{ dbt.dateadd('year', -1, 'date_day') }} as date) as prior_year_date_day,
        cast({{ dbt.dateadd('day', -364, 'date_day') }} as date) as prior_year_over_year_date_day
    from (
        {{ dbt_date.get_base_dates(start_date, end_date) | trim }}
    ) as base_dates
)
select
    d.date_day,
    {{ dbt_date.yesterday(day) }} as prior_date_day,
    {{ dbt_date.tomorrow(day) }} as next_date_day,
    d.prior_year_date_day,
    d.prior_year_over_year_date_day,

    {{ dbt_date.day_of_week(day, isoweek=false) }} as day_of_week,
    {{ dbt_date.day_of_week(day, isoweek=true) }} as day_of_week_iso,
    {{ dbt_date.day_name(day, short=false) }} as day_of_week_name,
    {{ dbt_date.day_name(day, short=true) }} as day_of_week_name_short,
    {{ dbt_date.day_of_month(day) }} as day_of_month,
    {{ dbt_date.day_of_year(day) }} as day_of_year,

    {{ dbt_date.week_start(day) }} as week_start_date,
    {{ dbt_date.week_end(day) }} as week_end_date,
    {{ dbt_date.week_start(weeks_ago) }} as prior_year_week_start_date,
    {{ dbt_date.week_end(weeks_ago) }} as prior_year_week_end_date,
    {{ dbt_date.week_of_year(day) }} as week_of_year,

    {{ dbt_date.iso_week_start(day) }} as iso_week_start_date,
    {{ dbt_date.iso_week_end(day) }} as iso_week_end_date,
    {{ dbt_date.iso_week_start(weeks_ago) }} as prior_year_iso_week_start_date,
    {{ dbt_date.iso_week_end(weeks_ago) }} as prior_year_iso_week_end_date,
    {{ dbt_date.iso_week_of_year(day) }} as iso_week_of_year,

    {{ dbt_date.week_of_year(weeks_ago) }} as prior_year_week_of_year,
    {{ dbt_date.iso_week_of_year(weeks_ago) }} as prior_year_iso_week_of_year,

    cast({{ dbt_date.date_part('month', day) }} as {{ dbt.type_int() }}) as month_of_year,
    {{ dbt_date.month_name(day, short=false) }} as month_name,
    {{ dbt_date.month_name(day, short=true) }} as month_name_short,
    cast({{ dbt.date_trunc('month', day) }} as date) as month_start_date,
    {{ dbt.last_day(day, 'month') }} as month_end_date,
    cast({{ dbt.date_trunc('month', last_year) }} as date) as prior_year_month_start_date,
    {{ dbt.last_day(last_year, 'month') }} as prior_year_month_end_date,

    cast({{ dbt_date.date_part('quarter', day) }} as {{ dbt.type_int() }}) as quarter_of_year,
    cast({{ dbt.date_trunc('quarter', day) }} as date) as quarter_start_date,
    {{ dbt.last_day(day, 'quarter') }} as quarter_end_date,

    cast({{ dbt_date.date_part('year', day) }} as {{ dbt.type_int() }}) as year_number,
    cast({{ dbt.date_trunc('year', day) }} as date) as year_start_date,
    {{ dbt.last_day(day, 'year') }} as year_end_date
from days as d
order by d.date_day
{% endmacro %}

{# The days of fiscal years of whole weeks, which end on the week's end that is nearest to the end of a month.
   dates is a relation with the columns of get_date_dimension; a week begins on week_start_day, where 1 is Sunday. #}
{% macro get_fiscal_year_dates(dates, year_end_month=12, week_start_day=1, shift_year=1) %}
{{ return(adapter.dispatch('get_fiscal_year_dates', 'dbt_date')(dates, year_end_month, week_start_day, shift_year)) }}
{% endmacro %}

{% macro default__get_fiscal_year_dates(dates, year_end_month, week_start_day, shift_year) %}
with fiscal_weeks as (
    select
        year_number - {{ shift_year }} as fiscal_year_number,
        month_of_year,
        month_end_date,
        date_day as week_start_date,
        {{ dbt_date.n_days_away(6, 'date_day') }} as week_end_date
    from {{ dates }}
    where day_of_week = {{ week_start_day }}
),
last_weeks as (
    select fiscal_year_number, week_end_date as fiscal_year_end_date
    from fiscal_weeks
    where month_of_year = {{ year_end_month }}
    qualify rank() over (
        partition by fiscal_year_number
        order by abs({{ dbt.datediff('week_end_date', 'month_end_date', 'day') }})
    ) = 1
),
fiscal_years as (
    select
        fiscal_year_number,
        {{ dbt_date.n_days_away(1, 'lag(fiscal_year_end_date) over (order by fiscal_year_end_date)') }} as fiscal_year_start_date,
        fiscal_year_end_date
    from last_weeks
)
select
    d.date_day,
    y.fiscal_year_number,
    y.fiscal_year_start_date,
    y.fiscal_year_end_date,
    w.week_start_date,
    w.week_end_date,
    dense_rank() over (partition by y.fiscal_year_number order by w.week_start_date) as fiscal_week_of_year
from {{ dates }} as d
join fiscal_years as y on d.date_day between y.fiscal_year_start_date and y.fiscal_year_end_date
join fiscal_weeks as w on d.date_day between w.week_start_date and w.week_end_date
order by d.date_day
{% endmacro %}

{# The same days in quarters of 13 weeks, each of periods of 4, 5 and 4 weeks; a week 53 belongs to the last period. #}
{% macro get_fiscal_periods(dates, year_end_month, week_start_day, shift_year=1) %}
with fiscal_days as (
    {{ dbt_date.get_fiscal_year_dates(dates, year_end_month, week_start_day, shift_year) | trim }}
),
in_quarters as (
    select
        *,
        least((fiscal_week_of_year - 1) // 13, 3) as quarters_before,
        case
            when fiscal_week_of_year = 53 then 3
            when (fiscal_week_of_year - 1) % 13 < 4 then 1
            when (fiscal_week_of_year - 1) % 13 < 9 then 2
            else 3
        end as fiscal_period_of_quarter
    from fiscal_days
),
in_periods as (
    select *, cast(quarters_before * 3 + fiscal_period_of_quarter as {{ dbt.type_int() }}) as fiscal_period_number
    from in_quarters
)
select
    date_day,
    fiscal_year_number,
    week_start_date,
    week_end_date,
    fiscal_week_of_year,
    dense_rank() over (partition by fiscal_period_number order by fiscal_week_of_year) as fiscal_week_of_period,
    fiscal_period_number,
    quarters_before + 1 as fiscal_quarter_number,
    fiscal_period_of_quarter
from in_periods
order by date_day, fiscal_year_number
{% endmacro %}
