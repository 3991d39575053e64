SELECT code, name,
	CAST(name AS INTEGER) AS number
FROM {{ source('src', 'countries') }}
