-- Rows of VALUES are of several shards each, also where they are joined by a vindex's column.
sh: create table users (id bigint primary key, name varchar(20))
insert into users (id, name) values (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e')
select t.a, t.b, u.name from (values row(1, 2), row(3, 4)) as t (a, b) join users u on u.id = t.a order by 1
select t.a, u.name from (values row(1), row(3), row(99)) as t (a) left join users u on u.id = t.a order by 1
with t (a) as (values row(5), row(2)) select u.id, u.name from t join users u on u.id = t.a order by 1
select u.id from users u where exists (select 1 from (values row(1), row(4)) t (a) where t.a = u.id) order by 1
select u.id from users u where u.id in (values row(2), row(4)) order by 1
select u.id, t.a from users u join lateral (values row(u.id), row(u.id + 1)) t (a) join users v on v.id = t.a order by 1, 2
select t.a, u.name from (values row(2)) as t (a) join users u on u.id = t.a
select a.id from (values row(1, 5), row(2, 2)) t (x, y) join users a on a.id = t.x join users b on b.id = t.y order by 1
delete u from users u join (values row(1), row(3)) t (a) on u.id = t.a
update users u join (values row(2, 'x'), row(4, 'y')) t (a, n) on u.id = t.a set u.name = t.n
select id, name from users order by id
