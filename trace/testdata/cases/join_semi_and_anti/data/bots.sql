SELECT * FROM (VALUES ('ip2'), (NULL)) AS t(ip)
