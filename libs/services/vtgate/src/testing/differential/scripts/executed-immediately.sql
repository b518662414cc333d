-- for MariaDB alone
-- EXECUTE IMMEDIATE, values of any kind after USING, and sequences of the server's own.
sh: create table users (id bigint primary key, n int, s varchar(20))
-- in un
create sequence s1
select next value for s1
select NEXT VALUE FOR s1
select nextval(s1), lastval(s1)
select previous value for s1
create sequence s2 start with 100 increment by 10 cache 5
select next value for s2
select * from s2
drop sequence s1, s2
execute immediate 'select 1 + 1 as two'
execute immediate 'select ? + 1' using 5
execute immediate concat('sel', 'ect 7')
set @s = 'select ? * 2, ?'
execute immediate @s using 21, concat('a', ',', upper('using'))
execute immediate @s using 21
execute immediate null
execute immediate
execute immediate 'create table ei (a int)'
execute immediate 'insert into ei values (?), (?)' using 1, 2
select * from ei order by a
prepare p from @s
execute p using 4, 2 + 3
set @a = 7
execute p using @a, 'x'
execute p using 4
deallocate prepare p
drop table ei
-- in sh
insert into users values (1, 3, 'Ann'), (2, null, 'bob'), (3, 3, null), (4, 5, 'x')
execute immediate 'select n from users where id = ?' using 4
execute immediate 'select id from users where n in (?, ?) order by 1' using 3, 2 + 3
execute immediate concat('update users set n = n + 1 ', 'where id > ?') using 2
select * from users order by id
