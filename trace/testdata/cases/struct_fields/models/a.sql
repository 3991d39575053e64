SELECT c.*, c.client.agent.os AS os FROM {{ source('src', 'clicks') }} AS c WHERE c.client.agent.type = 'human' OR client.agent IS NULL
