SELECT r.id FROM {{ ref('r') }} AS r LEFT JOIN unnest(list_filter(r.rest, t -> t <> 'y')) AS e(part) ON TRUE WHERE e.part <> 'a'
