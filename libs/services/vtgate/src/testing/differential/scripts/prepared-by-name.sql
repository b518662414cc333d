-- PREPARE says at once which names mean nothing or too much, and which columns do not fit.
sh: create table users (id bigint primary key, n int, s varchar(20))
sh: create table posts (id bigint, author_id bigint, n int, primary key (author_id, id))
un: create table plain_t (id int primary key, n int)
insert into users values (1, 3, 'a'), (2, 5, 'b'), (3, 5, null)
prepare st from 'select id from users where id = ?'
prepare st from 'select nope from users'
set @id = 2
execute st using @id
prepare st from 'select id from nope'
prepare st from 'select n, s from users group by n'
prepare st from 'select users.id from users join posts on n = 1'
prepare st from 'select id from users u join posts u using (id)'
prepare st from 'select id from users union select id, n from users'
prepare st from 'select id from users where (id, n) in (select id from users)'
prepare st from 'select id from users order by 2'
prepare st from 'select nope(?)'
-- in sh
prepare st from 'insert into users (id, nope) values (1, 2)'
prepare st from 'insert into users (id, n) values (1)'
prepare st from 'update users set nope = ? where id = 1'
prepare st from 'update nope set n = 3'
prepare st from 'delete from users where nope = 1'
prepare st from 'delete from nope'
prepare st from 'select n, s from users group by n'
prepare st from 'select nope from users where id = ?'
prepare st from 'select id from nope'
prepare st from 'select n, count(*) from users where n > ? group by n order by n'
set @n = 3
execute st using @n
prepare st from 'update users set n = n + ? where id = ?'
execute st using @n, @id
prepare st from 'set @a = ?'
execute st using @n
prepare st from 'select @a + ? as x, id from users order by id limit ?'
execute st using @n, @id
prepare st from 'insert into users (id, n) values (1, 7), (2, ?) as fresh on duplicate key update n = fresh.n + users.n'
execute st using @n
prepare st from 'insert into users (id, n) values (1, 7), (2, ?) as fresh (a, b) on duplicate key update n = fresh.b'
execute st using @n
prepare st from 'insert into users (id, n) values (1, 7), (2, ?) as fresh on duplicate key update n = nope.n'
prepare st from 'insert into users (id, n) values (1, 7), (2, ?) on duplicate key update n = values(n) + 1'
execute st using @n
prepare st from 'update users set n = n + 1 where id = ? && n > 0'
execute st using @id
select * from users order by id
create temporary table tt (id int primary key, v int)
prepare st from 'select v from tt where id = ?'
prepare st from 'select nope from tt where id = ?'
prepare st from 'insert into tt values (?, ?)'
execute st using @id, @n
select * from tt
drop temporary table tt
