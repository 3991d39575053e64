SELECT Id, LABEL FROM {{ ref('A') }} WHERE label <> 'x'
