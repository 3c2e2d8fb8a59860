-- A user for people and their tools on a ClickHouse server: reads the views, and nothing else.
-- clickhouse-client --param_password=... --queries-file infra/clickhouse/reader.sql
CREATE SETTINGS PROFILE IF NOT EXISTS groundswell_reader SETTINGS
    readonly = 1,
    max_execution_time = 30 CONST,
    max_memory_usage = 4000000000 CONST,
    max_result_rows = 1000000 CONST,
    max_rows_to_read = 10000000000 CONST,
    allow_introspection_functions = 0 CONST;
CREATE QUOTA IF NOT EXISTS groundswell_reader FOR INTERVAL 1 MINUTE MAX queries = 600, execution_time = 240;
CREATE USER IF NOT EXISTS groundswell_reader IDENTIFIED WITH sha256_password BY {password:String}
    DEFAULT DATABASE groundswell SETTINGS PROFILE groundswell_reader;
ALTER QUOTA groundswell_reader TO groundswell_reader;
GRANT SELECT ON groundswell.posts TO groundswell_reader;
GRANT SELECT ON groundswell.emotion_counts TO groundswell_reader;
