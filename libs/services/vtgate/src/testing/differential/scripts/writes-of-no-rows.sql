-- on MariaDB too
-- What is wrong with a write is told also where it finds no rows, and so goes to no shard.
sh: create table users (id bigint primary key, n int, m int, d decimal(10,3))
sh: create table posts (id bigint, author_id bigint, n int, primary key (author_id, id))
un: create table docs (k int primary key, n int)
insert into users values (1, 3, 1, 1.50), (2, null, 2, 2.25)
insert into posts values (1, 1, 3), (1, 2, 5)
insert into docs values (1,1)
insert into posts (id, author_id, n) select p.id, p.author_id, 1 from posts p where false on duplicate key update nosuch = 1
insert into posts (id, author_id, n) select p.id, p.author_id, 1 from posts p where false on duplicate key update n = nosuch
insert into posts (id, author_id, n) select p.id, p.author_id, 1 from posts p where false on duplicate key update n = p.nosuch
insert into posts (id, author_id, n) select p.id, p.author_id, 1 from posts p where false on duplicate key update n = zz.n
insert into posts (id, author_id, n) select p.id, p.author_id, 1 from posts p where false on duplicate key update n = values(nosuch)
insert into posts (id, author_id, n) select p.id, p.author_id, 1 from posts p where false on duplicate key update n = p.n
insert into posts (id, author_id, n) select p.id, p.author_id, 1 from posts p where false on duplicate key update n = n
insert into posts (id, author_id, n) select p.id, p.author_id, 1 from posts p where false on duplicate key update n = posts.n
insert into posts (id, author_id, n) select p.id, p.author_id, 1 from posts p where false on duplicate key update posts.n = p.id
insert into posts (id, author_id, n) select p.id, p.author_id, 1 from posts p where false on duplicate key update p.n = 1
insert into posts (id, author_id, n) select id, n, 1 from users where false on duplicate key update n = m
insert into posts (id, author_id, n) select id, n, 1 from users where false on duplicate key update n = users.n
insert into posts (id, author_id, n) select id, n, 1 from users where false on duplicate key update n = n + 1
insert into posts (id, author_id, n) select id, n, 1 from users where false on duplicate key update n = id + 1
insert into posts (id, author_id, n) select id, n, 1 from users where false on duplicate key update m = 1
insert into posts (id, author_id, n) select id, n, nosuch from users where false
insert into posts (id, author_id, n) select max(id), n, 1 from users where false group by n on duplicate key update n = m
insert into posts (id, author_id, n) select max(id), n, 1 from users where false group by n on duplicate key update n = users.n
insert into posts (id, author_id, n) select distinct id, n, 1 from users where false on duplicate key update n = users.m
insert into posts (id, author_id, n) select * from (select id, n i, 1 as x from users where false) q on duplicate key update n = q.x
insert into posts (id, author_id, n) select * from (select id, n i, 1 as x from users where false) q on duplicate key update n = q.y
insert into posts (id, author_id, n) select id, n, 1 from users where false union select 3, 3, 3 from docs where false on duplicate key update posts.n = 7
insert into posts (id, author_id, n) select id, n, 1 from users where false union select 3, 3, 3 from docs where false on duplicate key update nosuch = 3
insert into docs select id, n from users where false on duplicate key update nosuch = 1
insert into docs select id, n from users where false on duplicate key update n = users.nosuch
insert into docs select id, n from users where false on duplicate key update n = users.m
insert into docs select id, n from users where false on duplicate key update docs.n = users.m + docs.n
insert into posts (id, author_id, nosuch) select id, n, 1 from users where false
insert into posts (id, author_id) select id, n, 1 from users where false
insert into posts (id, author_id, n, n) select id, n, 1, 1 from users where false
insert into posts (id, author_id, n) select id, n, 1 from users where false on duplicate key update posts.n = nosuchf(1)
insert into posts (id, author_id, n) values (9, 9, 9) on duplicate key update nosuch = 1
insert into posts (id, author_id, n) values (10, 9, 9) on duplicate key update n = nosuch
insert into posts (id, author_id, n) values (10, 9, 9) on duplicate key update n = values(nosuch)
insert into posts (id, author_id, n) values (10, 9, 9) as new on duplicate key update n = new.nosuch
select * from posts
update users u join posts p on u.n = p.n and p.id > 100 set u.nosuch = 1
update users u join posts p on u.n = p.n and p.id > 100 set u.n = nosuch
update users u join posts p on u.n = p.n and p.id > 100 set u.n = p.nosuch
update users u join posts p on u.n = p.n and p.id > 100 set u.n = nosuchf(1)
update users set nosuch = 1 where n > 100 limit 1
update users set n = nosuch where n > 100 limit 1
update users set n = nosuch where n > 100 order by n limit 1
update users set n = (select max(n) from posts), nosuch = 1 where id > 100
update users set n = (select max(n) from posts), m = nosuch where id > 100
update users set n = nosuch where id in (select id from posts where n > 1000)
update users set nosuch = 2 where id in (select id from posts where n > 1000)
update docs d join users u on u.id = d.k and u.n > 100 set d.nosuch = 1
update docs d join users u on u.id = d.k and u.n > 100 set d.n = u.n + nosuch
delete from users where nosuch = 1 limit 1
delete from users where n > 100 order by nosuch limit 1
update users set id = nosuch where n > 100
update users set id = id + 1, nosuch = 1 where n > 100
insert into users (id, nosuch) select 1, 1 from posts where author_id = 1 and id > 500
insert into users (id, n) select author_id, nosuch from posts where author_id = 1 and id > 500
insert into docs (k, nosuch) select author_id, n from posts where author_id = 1 and id > 500
replace into users (id, nosuch) select id, n from posts where id > 500
replace into users (id, n) select id, n, n from posts where id > 500
replace into users select id, n, n, n, n from posts where id > 500
insert ignore into users (id, nosuch) select id, n from posts where id > 500
insert into users select * from posts where id > 500
insert into posts select * from posts where id > 500
update users set nosuch = 1 where false
update users set n = nosuch where 1 = 0
update users set n = 1 where 1 = 0 and nosuch = 2
update users set n = 1 where 1 = 0 order by nosuch
update users set n = nosuchf(1) where id = null
delete from users where 1 = 0 and nosuch = 1
delete from users where id = null and nosuch = 1
sh: create table owned (id bigint primary key, seq int, uq varchar(20), lk varchar(20), n int)
un: create table uq_idx (uq varchar(20) primary key, keyspace_id varbinary(20))
un: create table lk_idx (lk varchar(20), id bigint, seq int, keyspace_id varbinary(20), primary key (lk, id, seq))
insert into owned values (1, 1, 'a', 'x', 1), (2, 1, 'b', 'y', 2)
update owned set nosuch = 1 where uq = 'zz'
update owned set n = nosuch where uq = 'zz'
update owned set n = 1 where uq = 'zz' and nosuch = 1
update owned set n = nosuchf(1) where uq in ('zz', 'yy')
update owned set n = 1 where uq = 'zz'
update owned set n = 1 where uq in ('zz', 'yy')
delete from owned where uq = 'zz' and nosuch = 1
delete from owned where uq = 'zz' order by nosuch
delete from owned where uq = 'zz'
select * from owned order by id
