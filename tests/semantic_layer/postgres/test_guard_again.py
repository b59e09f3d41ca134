"""The guard reads PostgreSQL as PostgreSQL does: what could read files, settings or other tables there is stopped."""

import datetime as dt

import pytest

from semantic_layer import query as q
from semantic_layer.compiler.guard import check_sql
from semantic_layer.issues import GuardError
from semantic_layer.session import Session

HOSTILE = """
DROP TABLE visit
DELETE FROM visit
INSERT INTO visit VALUES (1)
UPDATE visit SET fee = 0
MERGE INTO visit USING clinic ON TRUE WHEN MATCHED THEN DELETE
TRUNCATE visit
CREATE TABLE x AS SELECT 1
CREATE FUNCTION f() RETURNS INT LANGUAGE sql AS 'SELECT 1'
ALTER SYSTEM SET port = 1
COPY visit TO '/tmp/x'
COPY visit TO PROGRAM 'cat'
COPY visit FROM '/etc/passwd'
SET ROLE owner
SET default_transaction_read_only = off
RESET ALL
BEGIN
COMMIT
DO $$ BEGIN PERFORM 1; END $$
CALL p()
LISTEN x
NOTIFY x
LOCK TABLE visit
VACUUM visit
PREPARE x AS SELECT 1
EXECUTE x
DECLARE c CURSOR FOR SELECT 1
TABLE visit
TABLE hidden
VALUES (1)
SELECT 1; SELECT 2
SELECT fee FROM visit; DROP TABLE visit
WITH gone AS (DELETE FROM visit RETURNING fee) SELECT fee FROM gone
SELECT fee INTO x FROM visit
SELECT pg_read_file('/etc/passwd')
SELECT pg_read_binary_file('/etc/passwd')
SELECT * FROM pg_ls_dir('.')
SELECT fee FROM visit, pg_ls_dir('.') AS d
SELECT fee FROM ROWS FROM (pg_ls_dir('.'))
SELECT lo_import('/etc/passwd')
SELECT lo_export(1, '/tmp/x')
SELECT lo_get(1)
SELECT dblink('host=other', 'SELECT 1')
SELECT * FROM dblink('host=other', 'SELECT 1') AS t(x INT)
SELECT query_to_xml('SELECT 1', TRUE, TRUE, '')
SELECT table_to_xml('hidden', TRUE, TRUE, '')
SELECT XMLELEMENT(NAME x, fee) FROM visit
SELECT set_config('transaction_read_only', 'off', FALSE)
SELECT current_setting('data_directory')
SELECT pg_sleep(10)
SELECT pg_catalog.pg_sleep(10)
SELECT pg_terminate_backend(1)
SELECT pg_cancel_backend(1)
SELECT pg_reload_conf()
SELECT pg_advisory_lock(1)
SELECT pg_notify('x', 'y')
SELECT pg_switch_wal()
SELECT nextval('s')
SELECT setval('s', 1)
SELECT txid_current()
SELECT version()
SELECT inet_server_addr()
SELECT current_database()
SELECT CURRENT_USER
SELECT SESSION_USER
SELECT CURRENT_SCHEMA
SELECT CURRENT_CATALOG
SELECT has_table_privilege('hidden', 'SELECT')
SELECT to_regclass('hidden')
SELECT CAST('hidden' AS REGCLASS)
SELECT 'hidden'::regclass
SELECT CAST('x' AS mytype)
SELECT 'x'::xml
SELECT CAST('x' AS pg_catalog.text)
SELECT CAST('{1}' AS INT[])
SELECT encode(lo_get(1), 'escape')
SELECT format('%s', fee) FROM visit
SELECT * FROM generate_series(1, 1000000000)
SELECT generate_series(1, 1000000000)
SELECT unnest(ARRAY[1, 2])
SELECT * FROM pg_catalog.pg_authid
SELECT * FROM pg_user
SELECT * FROM information_schema.tables
SELECT rolpassword FROM pg_authid
SELECT secret FROM visit
SELECT visit.ctid FROM visit
SELECT tableoid FROM visit
SELECT visit FROM visit
SELECT (visit).secret FROM visit
SELECT visit.* FROM visit
SELECT * FROM visit
SELECT t FROM visit AS t
SELECT ROW(fee) FROM visit
SELECT row_to_json(visit) FROM visit
SELECT json_agg(visit) FROM visit
SELECT string_agg(state, ',') FROM visit
SELECT fee FROM hidden
SELECT fee FROM public.hidden
SELECT fee FROM other.public.visit
SELECT fee FROM visit WHERE EXISTS (SELECT 1 FROM hidden)
WITH a AS (SELECT * FROM hidden) SELECT fee FROM a
SELECT (SELECT MAX(password) FROM visit)
SELECT fee FROM visit UNION ALL SELECT password FROM hidden
SELECT fee FROM visit, LATERAL (SELECT * FROM hidden) AS h
SELECT fee FROM visit TABLESAMPLE SYSTEM (1)
SELECT fee FROM visit FOR UPDATE
SELECT fee FROM visit FOR SHARE
SELECT fee FROM visit WHERE state ~ '^(a+)+$'
SELECT fee FROM visit WHERE state SIMILAR TO '(a|b)*'
SELECT regexp_replace(state, 'a', 'b') FROM visit
SELECT repeat('x', 1000000000)
SELECT fee OPERATOR(pg_catalog.+) 1 FROM visit
SELECT state COLLATE "evil" FROM visit
SELECT state COLLATE evil."C" FROM visit
SELECT E'a\\'; DROP TABLE visit --' FROM visit
SELECT U&'\\0061' FROM visit
SELECT $$a$$ FROM visit
SELECT random()
SELECT now()
SELECT fee FROM
EXPLAIN ANALYZE SELECT fee FROM visit
SHOW ALL
""".strip().splitlines()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("sql", [*HOSTILE, ""])
def test_hostile_sql_is_stopped(clinics, sql):
    with pytest.raises(GuardError):
        check_sql(sql, clinics.model, dialect="postgres")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT SUM(fee) AS v FROM visit WHERE state = 'done'",
        "WITH a AS (SELECT fee FROM visit) SELECT fee FROM a",
        "SELECT fee, state COLLATE \"C\" FROM visit WHERE LOWER(state COLLATE \"und-x-icu\") LIKE 'a%' ESCAPE ''",
        "SELECT CAST(fee AS DOUBLE PRECISION), MAKE_DATE(2026, 1, 1), COUNT(*) FROM visit GROUP BY fee",
    ],
)
def test_modelled_sql_passes(clinics, sql):
    check_sql(sql, clinics.model, dialect="postgres")


def test_a_text_of_a_question_ends_where_it_ends(clinics):
    session = Session(today=dt.date(2026, 4, 1))
    for text in (
        "'",
        "''",
        "\\",
        "\\'",
        "a' OR TRUE --",
        "\\' OR TRUE --",
        "%",
        "_",
        "$$",
        "E'",
        "/*",
        "；",
        "a\nb",
        "?",
        ":x",
        "%(x)s",
    ):
        for predicate in (q.Is(dimension="area", value=text), q.Contains(dimension="area", text=text)):
            query = q.Data(measures=(q.Metric(name="visits"),), where=predicate, period=q.AllTime())
            assert clinics.run(clinics.compile(query, session)).rows == ((0,),)
