SELECT unnest(['-nan'::DOUBLE, -0.0, 'nan'::DOUBLE, 'inf'::DOUBLE, 0.3]) AS f, unnest(['a', 'b', 'c', 'd', 'e']) AS x
