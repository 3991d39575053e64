{# Dates and timestamps: date, dateadd, datediff, date_trunc, last_day, current_timestamp and its older names. #}

{# A part of a date as DuckDB calls it. Projects also write it in quotes, in capitals, or by a warehouse's short name. #}
{% macro _datepart(datepart) %}
{%- set part = datepart | lower | replace("'", '') | trim -%}
{%- set known = {
    'isoweek': 'week', 'weekiso': 'week', 'week(monday)': 'week', 'wk': 'week', 'weeks': 'week',
    'yy': 'year', 'yyyy': 'year', 'qtr': 'quarter', 'mm': 'month', 'dd': 'day', 'hh': 'hour', 'mi': 'minute', 'ss': 'second'
} -%}
{{ return(known.get(part, part)) }}
{% endmacro %}

{# DuckDB does not choose a type for a bare text such as '2024-01-01' in date arithmetic, so that gets one here. #}
{% macro _instant(expression) %}
{%- set text = (expression ~ '') | trim -%}
{%- if text.startswith("'") and text.endswith("'") and text.count("'") == 2 -%}
{{ return('cast(' ~ text ~ ' as timestamp)') }}
{%- endif -%}
{{ return(text) }}
{% endmacro %}

{% macro date(year, month, day) %}
{{ return(adapter.dispatch('date', 'dbt')(year, month, day)) }}
{% endmacro %}

{% macro default__date(year, month, day) -%}
make_date({{ year }}, {{ month }}, {{ day }})
{%- endmacro %}

{# A function and not a sum, so that "::date" behind the call is about all of it. Gives a timestamp for a date, too. #}
{% macro dateadd(datepart, interval, from_date_or_timestamp) %}
{{ return(adapter.dispatch('dateadd', 'dbt')(datepart, interval, from_date_or_timestamp)) }}
{% endmacro %}

{% macro default__dateadd(datepart, interval, from_date_or_timestamp) -%}
date_add({{ dbt._instant(from_date_or_timestamp) }}, interval ({{ interval }}) {{ dbt._datepart(datepart) }})
{%- endmacro %}

{# How many starts of a part lie between: from 31 January to 1 February is one month. A week starts on Sunday, as dbt has it on
   DuckDB, Postgres and BigQuery; an "isoweek" on Monday. DuckDB's date_diff counts starts too, but for weeks it counts sevens of days. #}
{% macro datediff(first_date, second_date, datepart) %}
{{ return(adapter.dispatch('datediff', 'dbt')(first_date, second_date, datepart)) }}
{% endmacro %}

{% macro default__datediff(first_date, second_date, datepart) -%}
{%- set first = 'cast(' ~ first_date ~ ' as timestamp)' -%}
{%- set second = 'cast(' ~ second_date ~ ' as timestamp)' -%}
{%- set part = dbt._datepart(datepart) -%}
{%- if part != 'week' -%}
date_diff('{{ part }}', {{ first }}, {{ second }})
{%- else -%}
{%- set shift = ' + interval 1 day' if datepart | lower | replace("'", '') | trim in ['week', 'weeks', 'wk'] else '' -%}
(date_diff('day', date_trunc('week', {{ first }}{{ shift }}), date_trunc('week', {{ second }}{{ shift }})) // 7)
{%- endif -%}
{%- endmacro %}

{% macro date_trunc(datepart, date) %}
{{ return(adapter.dispatch('date_trunc', 'dbt')(datepart, date)) }}
{% endmacro %}

{% macro default__date_trunc(datepart, date) -%}
date_trunc('{{ dbt._datepart(datepart) }}', {{ dbt._instant(date) }})
{%- endmacro %}

{# The last day of the month, quarter, year or week that a date is in. #}
{% macro last_day(date, datepart) %}
{{ return(adapter.dispatch('last_day', 'dbt')(date, datepart)) }}
{% endmacro %}

{% macro default__last_day(date, datepart) -%}
cast({{ dbt.dateadd('day', -1, dbt.dateadd(datepart, 1, dbt.date_trunc(datepart, date))) }} as date)
{%- endmacro %}

{% macro current_timestamp() %}
{{ return(adapter.dispatch('current_timestamp', 'dbt')()) }}
{% endmacro %}

{% macro default__current_timestamp() -%}
now()
{%- endmacro %}

{# The names that this had in dbt_utils; without a time zone. #}
{% macro current_timestamp_backcompat() %}
{{ return(adapter.dispatch('current_timestamp_backcompat', 'dbt')()) }}
{% endmacro %}

{% macro default__current_timestamp_backcompat() -%}
cast(now() as timestamp)
{%- endmacro %}

{% macro current_timestamp_in_utc_backcompat() %}
{{ return(adapter.dispatch('current_timestamp_in_utc_backcompat', 'dbt')()) }}
{% endmacro %}

{% macro default__current_timestamp_in_utc_backcompat() -%}
cast(now() at time zone 'UTC' as timestamp)
{%- endmacro %}
