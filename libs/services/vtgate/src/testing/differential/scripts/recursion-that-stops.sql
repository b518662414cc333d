-- for MariaDB alone
-- MariaDB ends a recursion that goes too deep, and gives what there is.
sh: create table users (id bigint primary key, n int)
insert into users values (1, 2), (2, 3), (3, 1), (4, 5)
with recursive tree as (select id, n, 1 depth from users where id = 1 union all select u.id, u.n, t.depth + 1 from tree t join users u on u.id = t.n) select count(*), max(depth) from tree
with recursive tree as (select id, n, 1 depth from users where id = 1 union all select u.id, u.n, t.depth + 1 from tree t join users u on u.id = t.n) select * from tree limit 10
set max_recursive_iterations = 3
with recursive tree as (select id, n, 1 depth from users where id < 3 union all select u.id, u.n, t.depth + 1 from tree t join users u on u.id = t.n) select * from tree order by depth, id
with recursive tree as (select id, n, 1 depth from users where id = 1 union all select u.id, u.n, t.depth + 1 from tree t join users u on u.id = t.n where t.depth < 4) select * from tree order by depth
set max_recursive_iterations = 1
with recursive tree as (select id, n, 1 depth from users where id = 1 union all select u.id, u.n, t.depth + 1 from tree t join users u on u.id = t.n) select * from tree order by depth
set max_recursive_iterations = 0
with recursive tree as (select id, n, 1 depth from users where id = 1 union all select u.id, u.n, t.depth + 1 from tree t join users u on u.id = t.n) select * from tree order by depth
