SELECT a.id FROM {{ ref('a') }} AS a WHERE a.client.agent.os = os
