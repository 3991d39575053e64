SELECT COLUMNS('click|slug') FROM {{ ref('b') }} WHERE slug_1 = 'b'
