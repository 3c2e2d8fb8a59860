"""clickhouse-connect against a running embedded store.

Usage: clickhouse-connect.peer.py PORT USER PASSWORD
The store must hold a view groundswell.posts. Needs `pip install clickhouse-connect`. Exit code 0: everything held.
"""

import sys
from datetime import datetime

import clickhouse_connect
from clickhouse_connect.driver.exceptions import DatabaseError, OperationalError

PORT, USER, PASSWORD = int(sys.argv[1]), sys.argv[2], sys.argv[3]


def refused(work, code):
    try:
        work()
    except (DatabaseError, OperationalError) as error:
        assert code in str(error), error
        return
    raise AssertionError(f"was not refused with {code}")


def as_app():
    client = clickhouse_connect.get_client(host="127.0.0.1", port=PORT, username=USER, password=PASSWORD)
    client.command("DROP TABLE IF EXISTS peer_test")
    client.command("CREATE TABLE peer_test (id UInt32, text String, at DateTime64(3, 'UTC'), tags Array(String)) ENGINE = MergeTree ORDER BY id")
    at = datetime(2026, 11, 1, 12, 30)
    rows = [[i, f"it's \\ row\n{i} 😀", at, ["a", str(i)]] for i in range(10_000)]
    client.insert("peer_test", rows, column_names=["id", "text", "at", "tags"])
    assert client.command("SELECT count() FROM peer_test") == 10_000
    result = client.query("SELECT * FROM peer_test WHERE id = {id:UInt32}", parameters={"id": 7})
    assert [list(row) for row in result.result_rows] == [rows[7]], result.result_rows
    with client.query_row_block_stream("SELECT number FROM numbers(300000)") as stream:
        assert sum(len(block) for block in stream) == 300_000
    assert client.raw_query("SELECT 1 AS a", fmt="JSONEachRow") == b'{"a":1}\n'
    refused(lambda: client.query("SELECT nope"), "UNKNOWN_IDENTIFIER")
    client.command("DROP TABLE peer_test")
    client.close()


def with_each_compression():
    for compress in (True, False, "gzip", "zstd", "lz4"):
        client = clickhouse_connect.get_client(host="127.0.0.1", port=PORT, username=USER, password=PASSWORD, compress=compress)
        client.command("CREATE TABLE IF NOT EXISTS peer_packed (id UInt32, text String) ENGINE = Memory")
        client.command("TRUNCATE TABLE peer_packed")
        client.insert("peer_packed", [[i, "text " * (i % 50)] for i in range(50_000)], column_names=["id", "text"])
        result = client.query("SELECT count(), sum(length(text)) FROM peer_packed")
        assert result.result_rows == [(50_000, 6_125_000)], (compress, result.result_rows)
        client.close()


def as_stranger():
    client = clickhouse_connect.get_client(host="127.0.0.1", port=PORT)
    assert client.query("SELECT version()").result_rows[0][0] == client.server_version
    assert client.query("SELECT count() FROM posts").row_count == 1
    assert len(client.query("SELECT * FROM groundswell.posts LIMIT 5").column_names) > 3
    assert "posts" in client.query("SHOW TABLES").result_columns[0]
    refused(lambda: client.query("SELECT * FROM file('/etc/hosts', 'LineAsString')"), "ACCESS_DENIED")
    refused(lambda: client.command("DROP TABLE posts"), "ACCESS_DENIED")
    client.close()


def with_a_wrong_password():
    refused(lambda: clickhouse_connect.get_client(host="127.0.0.1", port=PORT, username=USER, password="wrong"), "516")


for check in (as_app, with_each_compression, as_stranger, with_a_wrong_password):
    check()
    print(f"{check.__name__}: ok")
