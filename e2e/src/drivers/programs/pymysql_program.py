"""One real program of PyMySQL: prints what an application sees. Arguments: port, database."""
import hashlib
import sys

import pymysql

port, database = int(sys.argv[1]), sys.argv[2]


def connect(**options):
    return pymysql.connect(host="127.0.0.1", port=port, user="root", database=database, **options)


connection = connect(autocommit=False)
cursor = connection.cursor()


def run(sql, *args):
    try:
        count = cursor.execute(sql, args or None)
        columns = [column[:2] for column in cursor.description or []]
        print(sql[:70], "->", count, columns, cursor.fetchall() if columns else "", cursor.lastrowid)
    except pymysql.Error as error:
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
run("select count(*) from dt")
connection.rollback()
run("select count(*) from dt")
blob = bytes(range(256)) * 80_000
run("insert into dt (id, bl) values (%s, %s)", 9, blob)
cursor.execute("select bl from dt where id = 9")
print("large value", hashlib.md5(cursor.fetchone()[0]).hexdigest() == hashlib.md5(blob).hexdigest())
connection.commit()
run("insert into dt (id) values (9)")
run("select nope from dt")
run("selec 1")
run("select 1; select 2")
run("update dt set i = 5 where id = 9")
run("update dt set i = 5 where id = 9")
run("insert into dt (id, i) values (20, 1), (21, 2), (22, 3), (23, 4)")
run("select id, i from dt where i < 5 order by id desc")
run("select sum(i), count(*), max(id) from dt")
connection.rollback()
run("select count(*) from dt")
run("select null, 1 as a, 'x' as b, 1.50 as c")
run("insert ignore into dt (id) values (9)")
run("show warnings")
run("set @v = 5")
run("select @v + 1 as v")
connection.commit()
other = connect(autocommit=True, client_flag=pymysql.constants.CLIENT.FOUND_ROWS)
with other.cursor() as second:
    print("found rows", second.execute("update dt set i = 5 where id = 9"))
    second.execute("delete from dt where id = 9")
connection.commit()
run("select count(*) from dt")
connection.ping()
connection.select_db(database)
run("select database()")
other.close()
connection.close()
