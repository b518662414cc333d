-- LIMIT in a recursive CTE ends the recursion, and one that does not end is an error, however few of its rows are wanted.
sh: create table users (id bigint primary key, n int)
un: create table plain_t (id bigint primary key, n int)
insert into users values (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, null)
insert into plain_t values (1, 2), (2, 3), (3, 4)
with recursive tree as (select id, n, 1 depth from users where id = 1 union all select u.id, u.n, t.depth + 1 from tree t join users u on u.id = t.n limit 3) select count(*), max(depth) from tree
with recursive tree as (select id, n, 1 depth from users where id = 1 union all select u.id, u.n, t.depth + 1 from tree t join users u on u.id = t.n limit 2 offset 1) select * from tree
with recursive tree as (select id, n, 1 depth from users where id = 1 union select u.id, u.n, t.depth + 1 from tree t join users u on u.id = t.n limit 0) select * from tree
with recursive tree as (select id, n, 1 depth from plain_t where id = 1 union all select u.id, u.n, t.depth + 1 from tree t join users u on u.id = t.n limit 4) select p.id, t.id from tree t join plain_t p on p.id = t.id order by 1
with recursive r as (select 1 i union all select i + 1 from r limit 5) select r.i, u.n from r left join users u on u.id = r.i order by 1
with recursive r as (select 1 i union all select i + 1 from r limit 5) select count(*) from users u where u.id in (select i from r)
with recursive r as (select 1 i union all select i + 1 from r where i < 100 limit 5) select u.id from users u, r where u.id = r.i order by 1
with recursive tree as (select id, n, 1 depth from users where id < 3 union all select u.id, u.n, t.depth + 1 from tree t join users u on u.id = t.n % 3 + 1) select * from tree limit 10
with recursive tree as (select id, n, 1 depth from users where id < 3 union all select u.id, u.n, t.depth + 1 from tree t join users u on u.id = t.n % 3 + 1 limit 7) select * from tree order by depth
with recursive tree as (select id, n, 1 depth from users where id < 3 union all select u.id, u.n, t.depth + 1 from tree t join users u on u.id = t.n % 3 + 1) select 1 from users where exists (select 1 from tree where depth > 3)
with recursive tree as (select id, n, 1 depth from users where id < 3 union all select u.id, u.n, t.depth + 1 from tree t join users u on u.id = t.n % 3 + 1 where t.depth < 20) select * from tree order by depth, id limit 3
with recursive tree as (select id, n from users where id < 3 union select u.id, u.n from tree t join users u on u.id = t.n % 3 + 1) select * from tree limit 10
