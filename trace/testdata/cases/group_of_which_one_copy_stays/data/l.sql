SELECT * FROM (VALUES ('a','X')) t(u,w)
