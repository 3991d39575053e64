SELECT unnest([1.10, 2.25, 99999999999999.99])::DECIMAL(18, 2) AS d, unnest(['a', 'b', 'c']) AS x
