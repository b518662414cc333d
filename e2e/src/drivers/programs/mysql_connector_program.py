"""One real program of MySQL Connector/Python: prints what an application sees. Arguments: port, database."""
import datetime
import sys

import mysql.connector
from mysql.connector import ClientFlag, FieldType

port, database = int(sys.argv[1]), sys.argv[2]


def connect(**options):
    return mysql.connector.connect(
        host="127.0.0.1", port=port, user="root", database=database, use_pure=True, **options
    )


def plain(value):
    """A set has no order of its own."""
    return sorted(value) if isinstance(value, set) else value


connection = connect(sql_mode="")
cursor = connection.cursor()
print(connection.get_server_version(), connection.charset, connection.collation, connection.autocommit)


def run(sql, args=None, on=None):
    on = on or cursor
    try:
        on.execute(sql, args) if args is not None else on.execute(sql)
        columns = [(c[0], FieldType.get_info(c[1])) + tuple(c[6:]) for c in on.description or []]
        rows = [tuple(map(plain, row)) if isinstance(row, tuple) else row for row in (on.fetchall() if columns else [])]
        print(sql[:70], "->", on.rowcount, columns, rows, on.lastrowid, on.warnings)
    except mysql.connector.Error as error:
        print(sql[:70], "!!", type(error).__name__, error.errno, error.sqlstate)


run("delete from dt")
connection.commit()
run(
    "insert into dt values (1, -1, 65535, -5, 7, 18446744073709551615, 1.5, 2.25, '123456789012345.12345', '2020-02-03',"
    " '-10:11:12.345', '2020-02-03 04:05:06.789012', '2020-01-01 00:00:01', 1999, 'ab', 'vär', x'00010203', x'ff00',"
    " x'00ff', 'text', 'a', 'x,y', '{\"a\": [1, 2]}', b'1010101010')"
)
run("select * from dt where id = 1")
prepared = connection.cursor(prepared=True)
run("select id, ti, su, m, i, bu, f, dbl, de, da, t, dtm, ts, c, v, b, vb, bl, tx, e, s, j, bi from dt where id = %s", (1,), prepared)
times = (datetime.date(2020, 1, 1), datetime.timedelta(hours=-5), datetime.datetime(2020, 1, 1, 2, 3, 4, 500))
run("insert into dt (id, v, dbl, da, t, dtm) values (%s, %s, %s, %s, %s, %s)", (2, "x", 1.25, *times), prepared)
run("select id, v, dbl, da, t, dtm from dt where id = 2")
cursor.executemany("insert into dt (id, v) values (%s, %s)", [(i, str(i)) for i in range(10, 20)])
print(cursor.rowcount)
for wrong in ("insert into dt (id) values (1)", "select nope from dt", "select * from nope", "selec 1"):
    run(wrong)
    run(wrong, (), connection.cursor(prepared=True))
connection.get_warnings = True
run("insert ignore into dt (id, ti) values (50, 1000)")
run("select cast('abc' as signed), 1 / 0")
connection.rollback()
run("select count(*), max(id), avg(i) from dt")
run("insert into dt (id, i) values (1, 1), (2, 2)")
cursor.execute("select 1; select 2 as b; update dt set i = 5 where id = 1; select 3")
for statement, rows in cursor.fetchsets():
    print(statement, rows)
connection.commit()
run("select id, v from dt order by id limit 2", None, connection.cursor(dictionary=True))
run("select id from dt order by id", None, connection.cursor(buffered=True))
run("select * from dt where id = 1", None, connection.cursor(raw=True))
connection.rollback()
connection.start_transaction(consistent_snapshot=True, isolation_level="READ COMMITTED", readonly=True)
run("select @@transaction_isolation, @@transaction_read_only")
run("update dt set i = 1")
connection.rollback()
connection.cmd_change_user("root", "", database)
run("select database()")
connection.cmd_reset_connection()
run("select @@autocommit")
connection.set_charset_collation("latin1")
run("select 'é', v, charset('a') from dt where id = 1")
connection.set_charset_collation("utf8mb4", "utf8mb4_unicode_ci")
run("select collation('a'), v from dt where id = 1")
connection.time_zone = "+03:00"
connection.sql_mode = "ANSI"
run('select @@time_zone, "id" from dt where id = 1')
run("select @@sql_mode")
for sql in ("begin", "commit"):
    run(sql)
    print(connection.in_transaction)
run("select %s, %s, %s", (None, True, b"ab"))
blob = bytes(range(256)) * 80_000
run("update dt set bl = %s where id = 1", (blob,))
cursor.execute("select bl from dt where id = 1")
print("large value", cursor.fetchone()[0] == blob)
connection.commit()
for options in (
    {"compress": True},
    {"charset": "latin1"},
    {"sql_mode": "ANSI_QUOTES"},
    {"ssl_disabled": True},
    {"init_command": "set @z = 7"},
    {"conn_attrs": {"x": "y"}},
    {"client_flags": [ClientFlag.FOUND_ROWS]},
):
    with connect(autocommit=True, **options) as other:
        second = other.cursor()
        second.execute("select @z, @@sql_mode, charset('a'), repeat('x', 300)")
        print(sorted(options), second.fetchall())
        second.execute("update dt set i = 5 where id = 1")
        print(second.rowcount)
run("delete from dt")
connection.commit()
connection.close()
