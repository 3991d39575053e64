-- The clicks as Rebrandly sends them, in the order of their arrival.
SELECT
    CASE
        WHEN NOT unreadable THEN strftime(make_timestamp_ms(ms), '%Y-%m-%dT%H:%M:%S.%gZ')
        ELSE CASE n % 8
            WHEN 0 THEN NULL
            WHEN 1 THEN ''
            WHEN 2 THEN 'not a date'
            WHEN 3 THEN ms::VARCHAR
            WHEN 4 THEN (ms // 1000)::VARCHAR
            WHEN 5 THEN strftime(make_timestamp_ms(ms), '%Y-02-30T%H:%M:%S.%gZ')
            WHEN 6 THEN strftime(make_timestamp_ms(ms), '%Y-%m-%dT25:%M:%S.%gZ')
            ELSE strftime(make_timestamp_ms(ms), '%d/%m/%Y %H:%M')
        END
    END AS timestamp,
    {
        'language': language,
        'location': {'country': country},
        'agent': {
            'browser': {'name': browser, 'version': browser_version},
            'os': {'name': os, 'version': os_version},
            'device': {'name': device},
            'type': CASE WHEN agent_known THEN agent END
        },
        'session': {'started': strftime(make_timestamp_ms(session_ms), '%Y-%m-%dT%H:%M:%S.%gZ'), 'first': session_first}
    } AS client,
    {
        'hostname': hostname,
        'protocol': protocol,
        'origin': {'type': origin_type, 'name': origin_name}
    } AS referral,
    {
        'id': id,
        'slashtag': slashtag,
        'creator': {'id': creator_id, 'workspace': {'id': workspace_id}},
        'domain': {'raw': domain},
        'destination': {'raw': destination}
    } AS route
FROM (
    SELECT
        c.ms, c.n, c.unreadable, c.agent_known, c.session_ms, c.session_first,
        p.* EXCLUDE (slot),
        v.* EXCLUDE (visit)
    FROM sample_click AS c
    JOIN sample_visitor_coded AS p ON p.slot = c.visitor
    JOIN sample_visit_coded AS v ON v.visit = c.visit
    ORDER BY c.rowid
)
