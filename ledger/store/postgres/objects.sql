-- Everything that stands in a schema, as one line of text each.
WITH there AS (
    SELECT c.oid, c.relname, c.relkind, c.relrowsecurity, c.relacl, c.relowner, c.relpersistence
    FROM pg_class AS c WHERE c.relnamespace = to_regnamespace(%(schema)s)
), roles AS (
    SELECT oid, CASE rolname WHEN %(schema)s || '_writer' THEN 'writer' ELSE 'reader' END AS name
    FROM pg_roles WHERE rolname IN (%(schema)s || '_writer', %(schema)s || '_reader')
)
SELECT format('%%s %%s %%s%%s',
    CASE relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'i' THEN 'index' ELSE relkind::text END,
    relname, CASE relpersistence WHEN 'p' THEN 'kept' ELSE 'not kept' END,
    CASE WHEN relrowsecurity THEN ' with row security' ELSE '' END)
FROM there WHERE relkind <> 't'
UNION ALL
SELECT format('column %%s.%%s %%s%%s%%s %%s', t.relname, a.attname,
    format_type(a.atttypid, a.atttypmod),
    CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
    ' ' || coalesce((SELECT collname FROM pg_collation WHERE oid = a.attcollation), ''),
    coalesce((SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef AS d
        WHERE d.adrelid = t.oid AND d.adnum = a.attnum), ''))
FROM there AS t JOIN pg_attribute AS a ON a.attrelid = t.oid
WHERE t.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT format('constraint %%s.%%s %%s', t.relname, k.conname, pg_get_constraintdef(k.oid))
FROM there AS t JOIN pg_constraint AS k ON k.conrelid = t.oid WHERE k.contype <> 'n'
UNION ALL
SELECT format('trigger %%s.%%s %%s %%s', t.relname, g.tgname, g.tgenabled, pg_get_triggerdef(g.oid, true))
FROM there AS t JOIN pg_trigger AS g ON g.tgrelid = t.oid
UNION ALL
SELECT format('rule %%s.%%s', t.relname, r.rulename)
FROM there AS t JOIN pg_rewrite AS r ON r.ev_class = t.oid
UNION ALL
SELECT format('function %%s %%s %%s %%s', p.proname,
    CASE WHEN p.prosecdef THEN 'by its owner' ELSE 'by the caller' END,
    p.proconfig[1] = 'search_path=' || quote_ident(%(schema)s) || ', pg_temp' AND
        p.proconfig[2:] <@ ARRAY['enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off'],
    p.prosrc)
FROM pg_proc AS p WHERE p.pronamespace = to_regnamespace(%(schema)s)
UNION ALL
SELECT format('grant %%s %%s %%s', t.relname, coalesce(r.name, pg_get_userbyid(nullif(x.grantee, 0)), 'PUBLIC'),
    x.privilege_type)
FROM there AS t, aclexplode(t.relacl) AS x
    LEFT JOIN roles AS r ON r.oid = x.grantee
WHERE x.grantee <> t.relowner AND (r.name IS NOT NULL OR x.privilege_type <> 'SELECT')
UNION ALL
SELECT format('grant %%s.%%s %%s %%s', t.relname, a.attname,
    coalesce(r.name, pg_get_userbyid(nullif(x.grantee, 0)), 'PUBLIC'), x.privilege_type)
FROM there AS t JOIN pg_attribute AS a ON a.attrelid = t.oid, aclexplode(a.attacl) AS x
    LEFT JOIN roles AS r ON r.oid = x.grantee
WHERE x.grantee <> t.relowner AND (r.name IS NOT NULL OR x.privilege_type <> 'SELECT')
UNION ALL
SELECT format('owner %%s %%s', o.name, pg_get_userbyid(o.owner))
FROM (
    SELECT relname AS name, relowner AS owner FROM there
    UNION ALL
    SELECT proname, proowner FROM pg_proc WHERE pronamespace = to_regnamespace(%(schema)s)
    UNION ALL
    SELECT 'schema', nspowner FROM pg_namespace WHERE oid = to_regnamespace(%(schema)s)
) AS o JOIN pg_roles AS who ON who.oid = o.owner
WHERE NOT who.rolsuper AND EXISTS (SELECT FROM roles AS r WHERE pg_has_role(o.owner, r.oid, 'USAGE'))
UNION ALL
SELECT format('child %%s %%s', t.relname, i.inhrelid::regclass)
FROM there AS t JOIN pg_inherits AS i ON i.inhparent = t.oid
UNION ALL
SELECT format('grant schema %%s %%s', coalesce(r.name, pg_get_userbyid(nullif(x.grantee, 0)), 'PUBLIC'),
    x.privilege_type)
FROM pg_namespace AS n, aclexplode(n.nspacl) AS x LEFT JOIN roles AS r ON r.oid = x.grantee
WHERE n.oid = to_regnamespace(%(schema)s) AND x.grantee <> n.nspowner
    AND (r.name IS NOT NULL OR x.privilege_type <> 'USAGE')
UNION ALL
SELECT format('grant function %%s %%s', p.proname,
    coalesce(r.name, pg_get_userbyid(nullif(x.grantee, 0)), 'PUBLIC'))
FROM pg_proc AS p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS x
    LEFT JOIN roles AS r ON r.oid = x.grantee
WHERE p.pronamespace = to_regnamespace(%(schema)s) AND x.grantee <> p.proowner
