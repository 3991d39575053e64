{# Texts: concat, hash, left, length, position, replace, right, split_part, and SQL literals. #}

{# The texts behind each other; NULL if one is NULL. #}
{% macro concat(fields) %}
{{ return(adapter.dispatch('concat', 'dbt')(fields)) }}
{% endmacro %}

{% macro default__concat(fields) -%}
{{ fields | join(' || ') }}
{%- endmacro %}

{% macro hash(field) %}
{{ return(adapter.dispatch('hash', 'dbt')(field)) }}
{% endmacro %}

{% macro default__hash(field) -%}
md5(cast({{ field }} as {{ dbt.type_string() }}))
{%- endmacro %}

{% macro left(string_text, length_expression) %}
{{ return(adapter.dispatch('left', 'dbt')(string_text, length_expression)) }}
{% endmacro %}

{% macro default__left(string_text, length_expression) -%}
left({{ string_text }}, {{ length_expression }})
{%- endmacro %}

{% macro right(string_text, length_expression) %}
{{ return(adapter.dispatch('right', 'dbt')(string_text, length_expression)) }}
{% endmacro %}

{% macro default__right(string_text, length_expression) -%}
right({{ string_text }}, {{ length_expression }})
{%- endmacro %}

{% macro length(expression) %}
{{ return(adapter.dispatch('length', 'dbt')(expression)) }}
{% endmacro %}

{% macro default__length(expression) -%}
length({{ expression }})
{%- endmacro %}

{# From 1; 0 where the text is not in it. #}
{% macro position(substring_text, string_text) %}
{{ return(adapter.dispatch('position', 'dbt')(substring_text, string_text)) }}
{% endmacro %}

{% macro default__position(substring_text, string_text) -%}
strpos({{ string_text }}, {{ substring_text }})
{%- endmacro %}

{% macro replace(field, old_chars, new_chars) %}
{{ return(adapter.dispatch('replace', 'dbt')(field, old_chars, new_chars)) }}
{% endmacro %}

{% macro default__replace(field, old_chars, new_chars) -%}
replace({{ field }}, {{ old_chars }}, {{ new_chars }})
{%- endmacro %}

{# Parts count from 1, and from the end where the number is negative; a part that is not there is the empty text. #}
{% macro split_part(string_text, delimiter_text, part_number) %}
{{ return(adapter.dispatch('split_part', 'dbt')(string_text, delimiter_text, part_number)) }}
{% endmacro %}

{% macro default__split_part(string_text, delimiter_text, part_number) -%}
split_part({{ string_text }}, {{ delimiter_text }}, {{ part_number }})
{%- endmacro %}

{% macro escape_single_quotes(expression) %}
{{ return(adapter.dispatch('escape_single_quotes', 'dbt')(expression)) }}
{% endmacro %}

{% macro default__escape_single_quotes(expression) -%}
{{ (expression ~ '') | replace("'", "''") }}
{%- endmacro %}

{# The value between quotes, as it is: quotes inside are the caller's to escape. #}
{% macro string_literal(value) %}
{{ return(adapter.dispatch('string_literal', 'dbt')(value)) }}
{% endmacro %}

{% macro default__string_literal(value) -%}
'{{ value }}'
{%- endmacro %}
