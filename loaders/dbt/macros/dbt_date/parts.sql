{# Parts and names of dates: date_part, day_*, month_name, week_*, iso_week_*, and seconds since 1970. #}

{% macro date_part(datepart, date) %}
{{ return(adapter.dispatch('date_part', 'dbt_date')(datepart, date)) }}
{% endmacro %}

{% macro default__date_part(datepart, date) -%}
date_part('{{ dbt._datepart(datepart) }}', {{ dbt._instant(date) }})
{%- endmacro %}

{# The short names have three letters. #}
{% macro day_name(date, short=True) %}
{{ return(adapter.dispatch('day_name', 'dbt_date')(date, short)) }}
{% endmacro %}

{% macro default__day_name(date, short) -%}
strftime({{ dbt._instant(date) }}, '{{ '%a' if short else '%A' }}')
{%- endmacro %}

{% macro month_name(date, short=True) %}
{{ return(adapter.dispatch('month_name', 'dbt_date')(date, short)) }}
{% endmacro %}

{% macro default__month_name(date, short) -%}
strftime({{ dbt._instant(date) }}, '{{ '%b' if short else '%B' }}')
{%- endmacro %}

{% macro day_of_month(date) -%}
cast({{ dbt_date.date_part('day', date) }} as {{ dbt.type_int() }})
{%- endmacro %}

{# Monday is 1 and Sunday 7; without isoweek Sunday is 1 and Saturday 7. #}
{% macro day_of_week(date, isoweek=true) %}
{{ return(adapter.dispatch('day_of_week', 'dbt_date')(date, isoweek)) }}
{% endmacro %}

{% macro default__day_of_week(date, isoweek) -%}
{%- if isoweek -%}
cast({{ dbt_date.date_part('isodow', date) }} as {{ dbt.type_int() }})
{%- else -%}
cast({{ dbt_date.date_part('dow', date) }} + 1 as {{ dbt.type_int() }})
{%- endif -%}
{%- endmacro %}

{% macro day_of_year(date) %}
{{ return(adapter.dispatch('day_of_year', 'dbt_date')(date)) }}
{% endmacro %}

{% macro default__day_of_year(date) %}
{{ return(dbt_date.date_part('doy', date)) }}
{% endmacro %}

{# Sunday, and the Saturday after it. #}
{% macro week_start(date=None, tz=None) %}
{{ return(adapter.dispatch('week_start', 'dbt_date')(date if date else dbt_date.today(tz))) }}
{% endmacro %}

{% macro default__week_start(date) -%}
cast({{ dbt.dateadd('day', -1, dbt.date_trunc('week', dbt.dateadd('day', 1, date))) }} as date)
{%- endmacro %}

{% macro week_end(date=None, tz=None) %}
{{ return(adapter.dispatch('week_end', 'dbt_date')(date if date else dbt_date.today(tz))) }}
{% endmacro %}

{% macro default__week_end(date) %}
{{ return(dbt_date.n_days_away(6, dbt_date.week_start(date))) }}
{% endmacro %}

{# Counted in sevens of days from the first of January. #}
{% macro week_of_year(date=None, tz=None) %}
{{ return(adapter.dispatch('week_of_year', 'dbt_date')(date if date else dbt_date.today(tz))) }}
{% endmacro %}

{% macro default__week_of_year(date) -%}
cast(ceil({{ dbt_date.day_of_year(date) }} / 7) as {{ dbt.type_int() }})
{%- endmacro %}

{# Monday, and the Sunday after it. #}
{% macro iso_week_start(date=None, tz=None) %}
{{ return(adapter.dispatch('iso_week_start', 'dbt_date')(date if date else dbt_date.today(tz))) }}
{% endmacro %}

{% macro default__iso_week_start(date) -%}
cast({{ dbt.date_trunc('week', date) }} as date)
{%- endmacro %}

{% macro iso_week_end(date=None, tz=None) %}
{{ return(adapter.dispatch('iso_week_end', 'dbt_date')(date if date else dbt_date.today(tz))) }}
{% endmacro %}

{% macro default__iso_week_end(date) %}
{{ return(dbt_date.n_days_away(6, dbt_date.iso_week_start(date))) }}
{% endmacro %}

{# By ISO 8601: week 1 is the one with the fourth of January. #}
{% macro iso_week_of_year(date=None, tz=None) %}
{{ return(adapter.dispatch('iso_week_of_year', 'dbt_date')(date if date else dbt_date.today(tz))) }}
{% endmacro %}

{% macro default__iso_week_of_year(date) -%}
cast({{ dbt_date.date_part('week', date) }} as {{ dbt.type_int() }})
{%- endmacro %}

{# The seconds since 1970 began in UTC. #}
{% macro to_unixtimestamp(timestamp) %}
{{ return(adapter.dispatch('to_unixtimestamp', 'dbt_date')(timestamp)) }}
{% endmacro %}

{% macro default__to_unixtimestamp(timestamp) %}
{{ return(dbt_date.date_part('epoch', timestamp)) }}
{% endmacro %}

{# The format is "seconds", "milliseconds" or "microseconds". #}
{% macro from_unixtimestamp(epochs, format='seconds') %}
{{ return(adapter.dispatch('from_unixtimestamp', 'dbt_date')(epochs, format)) }}
{% endmacro %}

{% macro default__from_unixtimestamp(epochs, format='seconds') -%}
{%- if format == 'seconds' -%}
cast(to_timestamp({{ epochs }}) at time zone 'UTC' as {{ dbt.type_timestamp() }})
{%- elif format == 'milliseconds' -%}
epoch_ms({{ epochs }})
{%- elif format == 'microseconds' -%}
make_timestamp({{ epochs }})
{%- else -%}
{{ exceptions.raise_compiler_error("from_unixtimestamp: the format is 'seconds', 'milliseconds' or 'microseconds', not '" ~ format ~ "'") }}
{%- endif -%}
{%- endmacro %}

{# The day that begins at the nearest midnight. #}
{% macro round_timestamp(timestamp) %}
{{ return(dbt.date_trunc('day', dbt.dateadd('hour', 12, timestamp))) }}
{% endmacro %}
