SELECT unnest([1, 2, 2, NULL]) AS id
