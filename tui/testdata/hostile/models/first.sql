-- é 日本語 ‮ and a very long line that goes on and on and on and on and on and on and on and on and on and on and on and on
SELECT *	, n * 2 AS twice FROM {{ source('hostile', 'events') }} WHERE n > 1 AND kind <> 'x'
