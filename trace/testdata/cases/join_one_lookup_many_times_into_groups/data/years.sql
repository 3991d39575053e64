SELECT * FROM (VALUES ('a', 2001), ('a', 2001), ('a', 2002), ('a', 2003), ('b', 2001), ('b', NULL), ('c', 2002)) AS t(u, yr)
