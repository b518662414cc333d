"""One real program of mysqlclient (MySQLdb, libmariadb): prints what an application sees. Arguments: port, database."""
import hashlib
import sys

import MySQLdb
import MySQLdb.cursors
from MySQLdb.constants import CLIENT

port, database = int(sys.argv[1]), sys.argv[2]


def connect(**options):
    return MySQLdb.connect(host="127.0.0.1", port=port, user="root", db=database, charset="utf8mb4", **options)


connection = connect()
cursor = connection.cursor()


def run(sql, *args):
    try:
        count = cursor.execute(sql, args or None)
        columns = [column for column in cursor.description or []]
        print(sql[:70], "->", count, columns, cursor.fetchall() if columns else "", cursor.lastrowid, connection.info())
        while cursor.nextset():
            print("  next", cursor.rowcount, cursor.fetchall() if cursor.description else "")
    except MySQLdb.Error as error:
        print(sql[:70], "!!", type(error).__name__, error.args[0])


run("delete from dt")
connection.commit()
run("set sql_mode = ''")
run(
    "insert into dt values (1, -1, 65535, -5, 7, 18446744073709551615, 1.5, 2.25, '123456789012345.12345', '2020-02-03',"
    " '-10:11:12.345', '2020-02-03 04:05:06.789012', '2020-01-01 00:00:01', 1999, 'ab', 'vär', x'00010203', x'ff00',"
    " x'00ff', 'text', 'a', 'x,y', '{\"a\": [1, 2]}', b'1010101010')"
)
run("insert into dt (id, da, dtm) values (2, '0000-00-00', '0000-00-00 00:00:00')")
run("select * from dt where id = 1")
run("select * from dt where id = 2")
run("insert into dt (id, v, bl) values (%s, %s, %s)", 3, "q'uo\\te", b"\x00\xff'\"\\" * 3)
run("select v, bl from dt where id = %s", 3)
connection.rollback()
run("select count(*) from dt")
blob = bytes(range(256)) * 80_000
run("insert into dt (id, bl) values (%s, _binary %s)", 9, blob)
cursor.execute("select bl from dt where id = 9")
print("large value", hashlib.md5(cursor.fetchone()[0]).hexdigest() == hashlib.md5(blob).hexdigest())
connection.commit()
run("insert into dt (id) values (9)")
run("select nope from dt")
run("selec 1")
run("select 1; select 2")
run("update dt set i = 5 where id = 9")
run("update dt set i = 5 where id = 9")
cursor.executemany("insert into dt (id, i) values (%s, %s)", [(20, 1), (21, 2), (22, 3), (23, 4)])
print("many", cursor.rowcount)
run("select id, i from dt where i < 5 order by id desc")
run("select sum(i), count(*), max(id) from dt")
connection.rollback()
run("insert ignore into dt (id) values (9)")
print("warnings", connection.warning_count(), connection.show_warnings())
run("set @v = 5")
run("select @v")
connection.commit()
other = connect(client_flag=CLIENT.FOUND_ROWS, cursorclass=MySQLdb.cursors.SSCursor, compress=True)
other.autocommit(True)
second = other.cursor()
print("found rows", second.execute("update dt set i = 5 where id = 9"))
second.execute("select id, i from dt order by id")
print("unbuffered", list(second))
second.execute("delete from dt where id = 9")
connection.commit()
run("select count(*) from dt")
connection.ping()
connection.select_db(database)
run("select database()")
print(connection.character_set_name(), connection.get_server_info().split(".")[0])
other.close()
connection.close()
