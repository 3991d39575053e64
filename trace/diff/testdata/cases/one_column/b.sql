SELECT unnest([2, 3, NULL, NULL]) AS id
