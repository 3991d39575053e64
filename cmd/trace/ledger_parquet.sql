-- The ledger's CSV as a table: its columns are a contract, so nothing is guessed.
SELECT * FROM read_csv($FILE,
    auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', new_line = '\n',
    columns = {
        'chain': 'VARCHAR', 'snapshot': 'VARCHAR', 'slice': 'VARCHAR', 'step': 'VARCHAR', 'model': 'VARCHAR',
        'in': 'BIGINT', 'out': 'BIGINT', 'rows_out': 'BIGINT', 'cause': 'VARCHAR', 'kind': 'VARCHAR', 'class': 'VARCHAR',
        'label': 'VARCHAR', 'clicks': 'BIGINT', 'only_cause': 'BIGINT', 'predicate': 'VARCHAR',
        'worth': 'BIGINT', 'worth_low': 'BIGINT', 'worth_high': 'BIGINT'
    })
