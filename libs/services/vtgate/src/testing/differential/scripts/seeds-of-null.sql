-- A recursive CTE whose first rows have a bare NULL: its column has no bytes, and takes nothing but NULL.
sh: create table users (id bigint primary key, name varchar(20), n int)
insert into users values (1, 'Ann', 3), (2, 'bob', null), (3, 'cem', 3), (4, 'dora', 5)
with recursive r as (select null x, id from users where id = 1 union all select r.id, users.id from r join users on users.id = r.id + 1) select * from r order by id
with recursive r as (select null x, id from users where id = 1 union all select users.name, users.id from r join users on users.id = r.id + 1) select * from r order by id
with recursive r as (select null x, 'a' s, id from users where id = 1 union all select r.x, r.s, users.id from r join users on users.id = r.id + 1) select * from r order by id
with recursive r as (select null x, id from users where id = 1 union all select null, users.id from r join users on users.id = r.id + 1) select x, id from r order by id
with recursive r as (select null as x from users union distinct select x from r) select x, count(*) from r group by x
with recursive r as (select id, n from users where id = 1 union all select users.id, null from r join users on users.id = r.id + 1) select * from r order by id
