-- Positions count characters from 1.

CREATE MACRO bq_length(x) AS CASE bq_kind(x) WHEN 'BYTES' THEN octet_length(TRY_CAST(x AS BLOB)) ELSE length(CAST(x AS VARCHAR)) END;
CREATE MACRO bq_byte_length(x) AS CASE bq_kind(x) WHEN 'BYTES' THEN octet_length(TRY_CAST(x AS BLOB)) ELSE strlen(CAST(x AS VARCHAR)) END;
CREATE MACRO bq_reverse(x) AS list_reduce(string_split(x, ''), lambda a, b : b || a);
CREATE MACRO bq_substr_2(s, p) AS CASE WHEN p < 0 AND -p > length(s) OR p = 0 THEN s ELSE substr(s, p) END;
CREATE MACRO bq_substr_3(s, p, n) AS CASE WHEN n < 0 THEN CAST(CAST('the length in SUBSTR is negative: ' || n AS BIGINT) AS VARCHAR)
  WHEN p < 0 AND -p > length(s) OR p = 0 THEN substr(s, 1, n) ELSE substr(s, p, n) END;
CREATE MACRO bq_left(s, n) AS CASE WHEN n < 0 THEN CAST(CAST('the length in LEFT is negative: ' || n AS BIGINT) AS VARCHAR) ELSE left(s, n) END;
CREATE MACRO bq_right(s, n) AS CASE WHEN n < 0 THEN CAST(CAST('the length in RIGHT is negative: ' || n AS BIGINT) AS VARCHAR) ELSE right(s, n) END;
CREATE MACRO bq_repeat(s, n) AS CASE WHEN n < 0 THEN CAST(CAST('the number in REPEAT is negative: ' || n AS BIGINT) AS VARCHAR) ELSE repeat(s, n) END;
CREATE MACRO bq_lpad_2(s, n) AS bq_lpad_3(s, n, ' ');
CREATE MACRO bq_lpad_3(s, n, p) AS CASE WHEN n < 0 OR p = '' THEN CAST(CAST('LPAD has a negative length or nothing to pad with' AS BIGINT) AS VARCHAR)
  ELSE lpad(s, CAST(n AS INTEGER), p) END;
CREATE MACRO bq_rpad_2(s, n) AS bq_rpad_3(s, n, ' ');
CREATE MACRO bq_rpad_3(s, n, p) AS CASE WHEN n < 0 OR p = '' THEN CAST(CAST('RPAD has a negative length or nothing to pad with' AS BIGINT) AS VARCHAR)
  ELSE rpad(s, CAST(n AS INTEGER), p) END;
CREATE MACRO bq_replace(s, a, b) AS CASE WHEN a = '' THEN CASE WHEN b IS NOT NULL THEN s END ELSE replace(s, a, b) END;
CREATE MACRO bq_space() AS chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || ' ' || chr(133) || chr(160) || chr(5760) || chr(8192) || chr(8193) || chr(8194)
  || chr(8195) || chr(8196) || chr(8197) || chr(8198) || chr(8199) || chr(8200) || chr(8201) || chr(8202) || chr(8232) || chr(8233) || chr(8239) || chr(8287) || chr(12288);
CREATE MACRO bq_trim_1(s) AS trim(s, bq_space());
CREATE MACRO bq_ltrim_1(s) AS ltrim(s, bq_space());
CREATE MACRO bq_rtrim_1(s) AS rtrim(s, bq_space());
CREATE MACRO bq_trim_2(s, c) AS trim(s, c);
CREATE MACRO bq_ltrim_2(s, c) AS ltrim(s, c);
CREATE MACRO bq_rtrim_2(s, c) AS rtrim(s, c);
CREATE MACRO bq_split_1(s) AS string_split(s, ',');
CREATE MACRO bq_split_2(s, d) AS CASE WHEN s = '' THEN CASE WHEN d IS NOT NULL THEN [''] END WHEN d IS NULL THEN NULL ELSE string_split(s, d) END;
-- where x is in s from character p on, or, for a negative p, where it begins at most so far from the end; the nth time
CREATE MACRO bq_instr_2(s, x) AS strpos(s, x);
CREATE MACRO bq_instr_3(s, x, p) AS bq_instr_4(s, x, p, 1);
CREATE MACRO bq_instr_4(s, x, p, n) AS CASE WHEN p = 0 OR n < 1 THEN CAST('the position in INSTR is 0, or the occurrence is not positive' AS BIGINT)
  WHEN s IS NULL OR p IS NULL OR n IS NULL THEN NULL
  WHEN x = '' AND n = 1 AND abs(p) <= length(s) + 1 THEN CASE WHEN p > 0 THEN p ELSE length(s) + 2 + p END
  WHEN x = '' THEN CAST('INSTR of an empty text is not understood here' AS BIGINT) WHEN p > 0 THEN coalesce(list_filter(range(p, length(s) + 1), lambda i : substr(s, i, length(x)) = x)[n], CASE WHEN s IS NULL OR x IS NULL THEN NULL ELSE 0 END)
  ELSE coalesce(list_filter(range(length(s) + 1 + p, 0, -1), lambda i : substr(s, i, length(x)) = x)[n], CASE WHEN s IS NULL OR x IS NULL THEN NULL ELSE 0 END) END;
CREATE MACRO bq_initcap_1(s) AS bq_initcap_2(s, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || '[](){}/|<>!?@"^#$&~_,.:;*%+-');
CREATE MACRO bq_initcap_2(s, d) AS CASE WHEN d IS NULL OR s IS NULL THEN NULL ELSE list_reduce(list_prepend('', string_split(lower(s), '')),
  lambda a, c : a || CASE WHEN (a = '' OR contains(d, right(a, 1))) AND c <> 'ß' THEN upper(c) ELSE c END) END;
CREATE MACRO bq_ascii(s) AS CASE WHEN s = '' THEN 0 WHEN unicode(s) > 127 THEN CAST('the character is not ASCII: ' || s[1] AS BIGINT) ELSE CAST(unicode(s) AS BIGINT) END;
CREATE MACRO bq_unicode(s) AS CASE WHEN s = '' THEN 0 ELSE CAST(unicode(s) AS BIGINT) END;
CREATE MACRO bq_chr(n) AS CASE WHEN n < 0 OR n > 1114111 OR n BETWEEN 55296 AND 57343 THEN CAST(CAST('no character has the number ' || n AS BIGINT) AS VARCHAR)
  ELSE chr(CAST(n AS INTEGER)) END;
CREATE MACRO bq_to_code_points(x) AS CASE WHEN bq_kind(x) = 'BYTES' THEN list_transform(range(0, octet_length(TRY_CAST(x AS BLOB))),
    lambda i : bq_hexadecimal({'sign': '', 'digits': substr(hex(TRY_CAST(x AS BLOB)), i * 2 + 1, 2)}))
  WHEN CAST(x AS VARCHAR) = '' THEN CAST([] AS BIGINT[]) ELSE list_transform(string_split(CAST(x AS VARCHAR), ''), lambda c : CAST(unicode(c) AS BIGINT)) END;
CREATE MACRO bq_code_points_to_string(a) AS CASE WHEN list_count(a) < len(a) THEN NULL ELSE array_to_string(list_transform(a, lambda c : bq_chr(c)), '') END;
CREATE MACRO bq_code_points_to_bytes(a) AS CASE WHEN list_count(a) < len(a) THEN NULL ELSE unhex(array_to_string(list_transform(a, lambda c :
  CASE WHEN c NOT BETWEEN 0 AND 255 THEN CAST(CAST('no byte has the number ' || c AS BIGINT) AS VARCHAR) ELSE lpad(to_hex(c), 2, '0') END), '')) END;
-- what needs more of Unicode than the engine has is an error
CREATE MACRO bq_plain(s) AS CASE WHEN strlen(s) = length(s) THEN s ELSE CAST(CAST('only ASCII is understood here: ' || s AS BIGINT) AS VARCHAR) END;
CREATE MACRO bq_contains_substr(s, x) AS contains(lower(bq_plain(s)), lower(bq_plain(x)));
CREATE MACRO bq_normalize_and_casefold(s) AS lower(bq_plain(s));
CREATE MACRO bq_edit_distance(a, b) AS levenshtein(bq_plain(a), bq_plain(b));
CREATE MACRO bq_translate(s, a, b) AS CASE WHEN list_unique(string_split(a, '')) < length(a) THEN CAST(CAST('TRANSLATE has a character twice: ' || a AS BIGINT) AS VARCHAR)
  ELSE translate(s, a, b) END;
CREATE MACRO bq_concat(x) AS CASE bq_kind(x) WHEN 'STRING' THEN cast_to_type(x, x) WHEN 'BYTES' THEN x ELSE x END;
CREATE MACRO bq_to_hex(x) AS lower(hex(CAST(x AS BLOB)));
CREATE MACRO bq_from_hex(s) AS unhex(CASE WHEN length(s) % 2 = 1 THEN '0' || s ELSE s END);
CREATE MACRO bq_safe_convert_bytes_to_string(b) AS CASE WHEN b IS NULL THEN NULL ELSE coalesce(TRY(decode(b)), CAST(CAST('bytes that are no UTF-8 are not understood here' AS BIGINT) AS VARCHAR)) END;
CREATE MACRO bq_net_host(u) AS CASE WHEN regexp_matches(u, '^\s*(?:[a-zA-Z][a-zA-Z0-9+.-]*)?://') THEN bq_host(regexp_replace(trim(u, bq_space()), '^(?:[a-zA-Z][a-zA-Z0-9+.-]*)?:', '')) ELSE bq_host(trim(u, bq_space())) END;
CREATE MACRO bq_host(u) AS nullif(regexp_extract(u, '^(?://)?(?:[^/?#]*@)?\.*(\[[^\]/?#@]*\]|[^/?#:@\[]+)(?:[/?#:]|$)', 1), '');
CREATE MACRO bq_format_grouped(x) AS regexp_replace(format('{:,}', x), '^$', '');
-- The engine changes letters one by one: of those that become several, ß and İ are told it; others, and the Greek sigma at the end of a word, are an error.
CREATE MACRO bq_upper(s) AS CASE WHEN strlen(s) = length(s) THEN upper(s)
  WHEN regexp_matches(s, '[ŉǰΐΰևẖ-ẚὐ-ὖᾀ-ῼﬀ-ﬗ]') THEN CAST(CAST('letters that become several in upper case are not understood: ' || s AS BIGINT) AS VARCHAR) ELSE upper(replace(s, 'ß', 'SS')) END;
CREATE MACRO bq_lower(s) AS CASE WHEN strlen(s) = length(s) THEN lower(s)
  WHEN regexp_matches(s, 'Σ(?:[^\pL]|$)') THEN CAST(CAST('a Greek sigma at the end of a word is not understood in lower case: ' || s AS BIGINT) AS VARCHAR)
  ELSE lower(replace(s, 'İ', 'i' || chr(775))) END;
CREATE MACRO bq_format_float64(x) AS regexp_replace(bq_string_of_float64(x), '^(-?[0-9]+)$', '\1.0');
CREATE MACRO bq_format_value(x) AS CASE bq_kind(x) WHEN 'FLOAT64' THEN bq_format_float64(TRY_CAST(x AS DOUBLE)) ELSE bq_string(x) END;
