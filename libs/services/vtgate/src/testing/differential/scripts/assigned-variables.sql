-- Variables that are assigned while the rows of several shards are made.
sh: create table users (id bigint primary key, n int, m int, s varchar(20), d decimal(10,2), f double, dt datetime)
sh: create table posts (id bigint, author_id bigint, v int, primary key (author_id, id))
un: create table plain_t (id int primary key, n int)
insert into users values (1, 3, 1, 'Ann', 1.5, 0.5, '2024-01-31 10:00:00'), (2, null, 2, 'bob', 2.25, 1.5, null), (3, 3, 2, null, null, null, null), (4, 5, 1, 'x', -3.1, 2.5, null), (5, 7, 3, 'y', 100, 3.25, null)
insert into posts values (1, 1, 10), (1, 2, 20), (1, 4, 40), (2, 4, 50)
set @r := 0
select @r := @r + 1 as k, id from users order by id
show warnings
select @r
select id, @r := @r + n from users where id in (1, 4, 5) order by id
select id, (@r := @r + 1) rn from users
select @x := max(n) from users
select @x
select id from (select id, @i := @i + 1 rn from users, (select @i := 0) z order by id) t where rn % 2 = 0 order by id
select users.id, posts.v, @c := @c + 1 from users join posts on users.id = posts.author_id, (select @c := 10) z order by users.id, posts.id
set @n := 0
update users set n = (@n := @n + 1) order by id desc
update users set m = (@n := @n + 10), n = n + 1 where id < 4 order by id
select id, n, m from users order by id
select @n
set @z := 0
insert into posts (id, author_id, v) select id + 100, id, @z := @z + 1 from users order by id
insert into posts (id, author_id, v) select id + 100, id, @z := @z + 1 from users order by id on duplicate key update v = values(v)
insert into plain_t (id, n) select id + 50, @z := @z + 1 from users order by id
select * from posts order by author_id, id
select * from plain_t order by id
select @z
delete from users where (@d := id) > 4 order by id
select @d
select @f := f, @dt := dt, @d := d, @s := s from users where id = 2
select @f, @d, @s
