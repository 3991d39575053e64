{# What dbt took over from this package under the same names. Old projects still call it here; it is dbt's macro that runs. #}

{% macro any_value(expression) %}{{ return(dbt.any_value(expression)) }}{% endmacro %}
{% macro bool_or(expression) %}{{ return(dbt.bool_or(expression)) }}{% endmacro %}
{% macro listagg(measure, delimiter_text="','", order_by_clause=none, limit_num=none) %}{{ return(dbt.listagg(measure, delimiter_text, order_by_clause, limit_num)) }}{% endmacro %}

{% macro array_construct(inputs=[], data_type='integer') %}{{ return(dbt.array_construct(inputs, data_type)) }}{% endmacro %}
{% macro array_append(array, new_element) %}{{ return(dbt.array_append(array, new_element)) }}{% endmacro %}
{% macro array_concat(array_1, array_2) %}{{ return(dbt.array_concat(array_1, array_2)) }}{% endmacro %}

{% macro safe_cast(field, type) %}{{ return(dbt.safe_cast(field, type)) }}{% endmacro %}
{% macro cast_bool_to_text(field) %}{{ return(dbt.cast_bool_to_text(field)) }}{% endmacro %}
{# Types stood between blanks then, and some who say "as {{- dbt_utils.type_int() }}" live on that. #}
{% macro type_string() %} {{ dbt.type_string() }} {% endmacro %}
{% macro type_timestamp() %} {{ dbt.type_timestamp() }} {% endmacro %}
{% macro type_float() %} {{ dbt.type_float() }} {% endmacro %}
{% macro type_numeric() %} {{ dbt.type_numeric() }} {% endmacro %}
{% macro type_bigint() %} {{ dbt.type_bigint() }} {% endmacro %}
{% macro type_int() %} {{ dbt.type_int() }} {% endmacro %}

{% macro dateadd(datepart, interval, from_date_or_timestamp) %}{{ return(dbt.dateadd(datepart, interval, from_date_or_timestamp)) }}{% endmacro %}
{% macro datediff(first_date, second_date, datepart) %}{{ return(dbt.datediff(first_date, second_date, datepart)) }}{% endmacro %}
{% macro date_trunc(datepart, date) %}{{ return(dbt.date_trunc(datepart, date)) }}{% endmacro %}
{% macro last_day(date, datepart) %}{{ return(dbt.last_day(date, datepart)) }}{% endmacro %}

{% macro except() %}{{ return(dbt.except()) }}{% endmacro %}
{% macro intersect() %}{{ return(dbt.intersect()) }}{% endmacro %}

{% macro concat(fields) %}{{ return(dbt.concat(fields)) }}{% endmacro %}
{% macro hash(field) %}{{ return(dbt.hash(field)) }}{% endmacro %}
{% macro length(expression) %}{{ return(dbt.length(expression)) }}{% endmacro %}
{% macro position(substring_text, string_text) %}{{ return(dbt.position(substring_text, string_text)) }}{% endmacro %}
{% macro replace(field, old_chars, new_chars) %}{{ return(dbt.replace(field, old_chars, new_chars)) }}{% endmacro %}
{% macro right(string_text, length_expression) %}{{ return(dbt.right(string_text, length_expression)) }}{% endmacro %}
{% macro split_part(string_text, delimiter_text, part_number) %}{{ return(dbt.split_part(string_text, delimiter_text, part_number)) }}{% endmacro %}
{% macro escape_single_quotes(expression) %}{{ return(dbt.escape_single_quotes(expression)) }}{% endmacro %}
{% macro string_literal(value) %}{{ return(dbt.string_literal(value)) }}{% endmacro %}

{% macro generate_series(upper_bound) %}{{ return(dbt.generate_series(upper_bound)) }}{% endmacro %}
{% macro get_powers_of_two(upper_bound) %}{{ return(dbt.get_powers_of_two(upper_bound)) }}{% endmacro %}
{% macro get_intervals_between(start_date, end_date, datepart) %}{{ return(dbt.get_intervals_between(start_date, end_date, datepart)) }}{% endmacro %}
{% macro date_spine(datepart, start_date, end_date) %}{{ return(dbt.date_spine(datepart, start_date, end_date)) }}{% endmacro %}

{# The two that dbt named otherwise. #}
{% macro current_timestamp() %}{{ return(dbt.current_timestamp_backcompat()) }}{% endmacro %}
{% macro current_timestamp_in_utc() %}{{ return(dbt.current_timestamp_in_utc_backcompat()) }}{% endmacro %}

{# A name in quotes. #}
{% macro identifier(value) %}{{ return(adapter.quote(value)) }}{% endmacro %}

{# Where adapter.dispatch looked for macros before it took a package's name; old packages pass it on. #}
{% macro _get_utils_namespaces() %}{{ return(var('dbt_utils_dispatch_list', []) + ['dbt_utils']) }}{% endmacro %}
