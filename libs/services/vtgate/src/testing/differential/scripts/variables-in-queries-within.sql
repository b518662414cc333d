-- A user variable has its type in the columns of derived tables, of subqueries and of each part of a set operation too.
sh: create table users (id bigint primary key, n int, d decimal(10,2), s varchar(20), g varchar(20) collate utf8mb4_general_ci)
sh: create table posts (id bigint, author_id bigint, n int, primary key (author_id, id))
insert into users values (1, 3, 1.5, 'a', 'a'), (2, null, null, null, null), (3, 3, 7, '2.5', 'ann'), (4, 5, 0.33, 'ann', 'c'), (5, 6, 12, 'd', 'd')
insert into posts values (1, 1, 3), (1, 2, 5), (1, 4, 7), (2, 4, 3), (3, 9, 1)
set @a = 3, @b = 'ann', @c = 2.5
select d from users union all select @c order by 1
select @c union select d from users
(select @c) union (select d from users)
select d, @c from users except select @c, n from users
select x + 1, y from (select @c x, id y from users) q
select sum(x), max(x) from (select @c x from users) q
with recursive r as (select 1 i, @c t union all select i + 1, t * 2 from r where i < 4) select i, t from r
select id, @c * (select max(n) from posts where author_id = users.id) from users
select id, (select @c * max(n) from posts where author_id = users.id) from users
select id, coalesce((select max(n) from posts where author_id = users.n), @c) x from users order by id
select n, (select @c * max(id) from posts) x, count(*) from users group by n
select l.x from users a join lateral (select @c * a.n as x) l on true
select id from users where id = (select @a)
select id from users where s in (select @b)
select id from users where g in (select @b)
set @a = 5
set @a = null
select q.id, u.n from (select @a id) q join users u on u.id = q.id
with c as (select @a k, @b t) select c.k, c.t, u.id from c left join users u on u.id = c.k
set @b = convert('ann' using latin1)
select id from users where g in (select @b)
select id, g = @b from users
select g from users union all select @b
