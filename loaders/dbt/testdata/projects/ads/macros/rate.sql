{%- macro rate(part, whole, digits=4) -%}
round({{ part }}::double / nullif({{ whole }}, 0), {{ digits }})
{%- endmacro -%}
