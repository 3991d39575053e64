SELECT unnest(['nan'::DOUBLE, 0.0, 1.5, 'inf'::DOUBLE, 0.1::DOUBLE + 0.2::DOUBLE]) AS f, unnest(['a', 'b', 'c', 'd', 'e']) AS x
