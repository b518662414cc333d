-- Names are in utf8mb3: a character of four bytes is `?` in the name of a column that is called by its text, and nobody is warned of it.
sh: create table users (id bigint primary key, n int, s varchar(20) not null)
sh: create table kv (k varchar(20) primary key, c1 char(10), c5 text, c9 char(5) collate utf8mb4_bin)
insert into users values (1, 3, 'a'), (2, 4, 'b'), (3, 5, 'c')
insert into kv (k, c1, c5) select concat('v', b.id + 314), 'b', '😀' from users b where b.id in (12, 14, 20) order by b.id limit 1
show warnings
insert into kv (k, c1, c5, c9) select concat('l', b.id + 314), '😀', '😁', 'x' from users b where b.id in (3, 14, 20) order by b.id limit 3
show warnings
insert into kv (k, c5) select concat('b', b.id + 314), '😀' from users b where b.id in (1, 2, 3) order by b.id limit 1
show warnings
select c5, '😀' from kv order by k limit 3
show warnings
select '😀'
select '😀', count(*) from users
select count('😀') from users having count('😀') > 1
select concat('😀', s), concat('😀', max(n)) from users group by s order by 1
select `?` from (select '😀', n from users) q
select q.`😀` from (select '😀', n from users) q
select q.`😁` from (select '😀', n from users limit 2) q
select `x?` from (select n as `x😀`, s from users) q
