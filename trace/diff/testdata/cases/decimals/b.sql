SELECT unnest([1.1, 2.251, 99999999999999.990])::DECIMAL(18, 3) AS d, unnest(['a', 'b', 'c']) AS x
