{# Days, weeks and months counted from today, in the project's time zone: now, today, yesterday, n_days_ago, last_month and so on. #}

{# column is in source_tz, or UTC; the result is what a clock shows in target_tz, or in the variable dbt_date:time_zone. #}
{% macro convert_timezone(column, target_tz=None, source_tz=None) %}
{%- set source = source_tz if source_tz else 'UTC' -%}
{%- set zone = target_tz if target_tz else var('dbt_date:time_zone', 'UTC') -%}
{{ return(adapter.dispatch('convert_timezone', 'dbt_date')(column, zone, source)) }}
{% endmacro %}

{% macro default__convert_timezone(column, target_tz, source_tz) -%}
cast(cast({{ column }} as {{ dbt.type_timestamp() }}) at time zone '{{ source_tz }}' at time zone '{{ target_tz }}' as {{ dbt.type_timestamp() }})
{%- endmacro %}

{% macro now(tz=None) %}
{{ return(dbt_date.convert_timezone(dbt.current_timestamp_in_utc_backcompat(), tz)) }}
{% endmacro %}

{% macro today(tz=None) %}
{{ return('cast(' ~ dbt_date.now(tz) ~ ' as date)') }}
{% endmacro %}

{% macro yesterday(date=None, tz=None) %}
{{ return(dbt_date.n_days_ago(1, date, tz)) }}
{% endmacro %}

{% macro tomorrow(date=None, tz=None) %}
{{ return(dbt_date.n_days_away(1, date, tz)) }}
{% endmacro %}

{% macro n_days_ago(n, date=None, tz=None) %}
{{ return(dbt_date.n_days_away(-1 * (n | int), date, tz)) }}
{% endmacro %}

{% macro n_days_away(n, date=None, tz=None) -%}
cast({{ dbt.dateadd('day', n | int, date if date else dbt_date.today(tz)) }} as date)
{%- endmacro %}

{# The Monday of a week, and the first day of a month. #}
{% macro n_weeks_ago(n, tz=None) %}
{{ return(dbt_date.n_weeks_away(-1 * (n | int), tz)) }}
{% endmacro %}

{% macro n_weeks_away(n, tz=None) %}
{{ return(dbt.date_trunc('week', dbt.dateadd('week', n | int, dbt_date.today(tz)))) }}
{% endmacro %}

{% macro n_months_ago(n, tz=None) %}
{{ return(dbt_date.n_months_away(-1 * (n | int), tz)) }}
{% endmacro %}

{% macro n_months_away(n, tz=None) %}
{{ return(dbt.date_trunc('month', dbt.dateadd('month', n | int, dbt_date.today(tz)))) }}
{% endmacro %}

{% macro last_week(tz=None) %}{{ return(dbt_date.n_weeks_ago(1, tz)) }}{% endmacro %}
{% macro next_week(tz=None) %}{{ return(dbt_date.n_weeks_away(1, tz)) }}{% endmacro %}
{% macro last_month(tz=None) %}{{ return(dbt_date.n_months_ago(1, tz)) }}{% endmacro %}
{% macro next_month(tz=None) %}{{ return(dbt_date.n_months_away(1, tz)) }}{% endmacro %}

{% macro last_month_number(tz=None) %}{{ return(dbt_date.date_part('month', dbt_date.last_month(tz))) }}{% endmacro %}
{% macro next_month_number(tz=None) %}{{ return(dbt_date.date_part('month', dbt_date.next_month(tz))) }}{% endmacro %}
{% macro last_month_name(short=True, tz=None) %}{{ return(dbt_date.month_name(dbt_date.last_month(tz), short)) }}{% endmacro %}
{% macro next_month_name(short=True, tz=None) %}{{ return(dbt_date.month_name(dbt_date.next_month(tz), short)) }}{% endmacro %}

{# How many starts of a period lie between a date and now. #}
{% macro periods_since(date_col, period_name='day', tz=None) %}
{{ return(dbt.datediff(date_col, dbt_date.now(tz), period_name)) }}
{% endmacro %}

{# Where adapter.dispatch looked for macros before it took a package's name; old packages pass it on. #}
{% macro _get_utils_namespaces() %}{{ return(var('dbt_date_dispatch_list', []) + ['dbt_date']) }}{% endmacro %}
