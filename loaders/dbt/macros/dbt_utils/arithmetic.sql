{# Arithmetic: safe_add, safe_subtract, safe_divide, width_bucket, degrees_to_radians, haversine_distance. #}

{# What a macro was called with as one list, for those that take a list now and took single arguments once. #}
{% macro _as_list(first, others) %}
{%- if first is string -%}
{{ return([first] + (others | list)) }}
{%- endif -%}
{{ return(first | list) }}
{% endmacro %}

{% macro _zero_for_null(fields) %}
{%- set terms = [] -%}
{%- for field in fields -%}
{%- do terms.append('coalesce(' ~ field ~ ', 0)') -%}
{%- endfor -%}
{{ return(terms) }}
{% endmacro %}

{% macro safe_add(field_list) %}
{%- set fields = dbt_utils._as_list(field_list, varargs) -%}
{{ return(adapter.dispatch('safe_add', 'dbt_utils')(fields)) }}
{% endmacro %}

{% macro default__safe_add(field_list) -%}
{{ dbt_utils._zero_for_null(field_list) | join(' + ') }}
{%- endmacro %}

{% macro safe_subtract(field_list) %}
{%- set fields = dbt_utils._as_list(field_list, varargs) -%}
{{ return(adapter.dispatch('safe_subtract', 'dbt_utils')(fields)) }}
{% endmacro %}

{% macro default__safe_subtract(field_list) -%}
{{ dbt_utils._zero_for_null(field_list) | join(' - ') }}
{%- endmacro %}

{# NULL where the denominator is 0. #}
{% macro safe_divide(numerator, denominator) %}
{{ return(adapter.dispatch('safe_divide', 'dbt_utils')(numerator, denominator)) }}
{% endmacro %}

{% macro default__safe_divide(numerator, denominator) -%}
({{ numerator }}) / nullif(({{ denominator }}), 0)
{%- endmacro %}

{# The number of the bucket, from 1; 0 is below min_value, and num_buckets + 1 is max_value and above. #}
{% macro width_bucket(expr, min_value, max_value, num_buckets) %}
{{ return(adapter.dispatch('width_bucket', 'dbt_utils')(expr, min_value, max_value, num_buckets)) }}
{% endmacro %}

{% macro default__width_bucket(expr, min_value, max_value, num_buckets) -%}
case
    when ({{ expr }}) < ({{ min_value }}) then 0
    when ({{ expr }}) >= ({{ max_value }}) then ({{ num_buckets }}) + 1
    else cast(floor((({{ expr }}) - ({{ min_value }})) * ({{ num_buckets }}) / (({{ max_value }}) - ({{ min_value }}))) as bigint) + 1
end
{%- endmacro %}

{% macro degrees_to_radians(degrees) -%}
radians({{ degrees }})
{%- endmacro %}

{# The distance between two places on the globe, in miles or kilometres. #}
{% macro haversine_distance(lat1, lon1, lat2, lon2, unit='mi') %}
{{ return(adapter.dispatch('haversine_distance', 'dbt_utils')(lat1, lon1, lat2, lon2, unit)) }}
{% endmacro %}

{% macro default__haversine_distance(lat1, lon1, lat2, lon2, unit='mi') -%}
{%- set per_mile = {'mi': 1, 'km': 1.60934} -%}
{%- if unit not in per_mile -%}
{{ exceptions.raise_compiler_error("haversine_distance: the unit is 'mi' or 'km', not '" ~ unit ~ "'") }}
{%- endif -%}
2 * 3961 * {{ per_mile[unit] }} * asin(sqrt(
    pow(sin(radians(({{ lat2 }}) - ({{ lat1 }})) / 2), 2)
    + cos(radians({{ lat1 }})) * cos(radians({{ lat2 }})) * pow(sin(radians(({{ lon2 }}) - ({{ lon1 }})) / 2), 2)
))
{%- endmacro %}
