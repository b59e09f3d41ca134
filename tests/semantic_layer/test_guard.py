import pytest

from semantic_layer.compiler.guard import check_sql
from semantic_layer.issues import GuardError

HOSTILE = """
DROP TABLE visit
DELETE FROM visit
INSERT INTO visit VALUES (1)
UPDATE visit SET fee = 0
CREATE TABLE x AS SELECT 1
ATTACH 'x.db'
COPY visit TO 'x.csv'
PRAGMA database_list
SET memory_limit = '1GB'
INSTALL httpfs
LOAD httpfs
CALL pragma_version()
SELECT 1; SELECT 2
SELECT fee FROM visit; DROP TABLE visit
SELECT * FROM read_csv('/etc/passwd')
SELECT * FROM '/etc/passwd'
SELECT * FROM read_parquet('x')
SELECT * FROM glob('*')
SELECT * FROM duckdb_settings()
SELECT * FROM information_schema.tables
SELECT * FROM pragma_table_info('visit')
SELECT secret FROM visit
SELECT fee FROM hidden
SELECT fee FROM main.hidden
SELECT fee FROM other.main.visit
SELECT COLUMNS('.*') FROM visit
SELECT fee FROM visit TABLESAMPLE 1%
PIVOT visit ON state USING SUM(fee)
SELECT getenv('HOME')
SELECT current_setting('memory_limit')
SELECT system('ls')
SELECT nextval('s')
SELECT version()
SELECT fee FROM visit WHERE EXISTS (SELECT 1 FROM hidden)
WITH a AS (SELECT * FROM hidden) SELECT fee FROM a
SELECT (SELECT MAX(password) FROM visit)
SELECT fee FROM visit UNION ALL SELECT password FROM hidden
SELECT fee FROM visit, LATERAL (SELECT * FROM hidden)
SELECT unnest([1, 2])
SELECT fee FROM visit FOR UPDATE
SELECT * FROM visit
SELECT visit.* FROM visit
EXPLAIN SELECT fee FROM visit
DESCRIBE visit
SHOW TABLES
SELECT random()
SELECT fee FROM
""".strip().splitlines()


@pytest.mark.parametrize("sql", [*HOSTILE, ""])
def test_hostile_sql_is_stopped(clinics, sql):
    with pytest.raises(GuardError):
        check_sql(sql, clinics.model)


@pytest.mark.parametrize(
    "sql",
    ["SELECT SUM(fee) AS v FROM visit WHERE state = 'done'", "WITH a AS (SELECT fee FROM visit) SELECT fee FROM a"],
)
def test_modelled_sql_passes(clinics, sql):
    check_sql(sql, clinics.model)
