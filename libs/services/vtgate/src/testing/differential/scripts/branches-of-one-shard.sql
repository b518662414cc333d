-- A member of a UNION that one shard can answer is not asked of all of them where it has rows without any of its table's.
sh: create table users (id bigint primary key, n int)
sh: create table everywhere (id bigint primary key, n int)
insert into users values (1, 3), (2, null), (3, 3), (4, 5), (5, 7), (6, 1)
insert into everywhere values (1, 1), (2, 3), (3, null)
select x.a, u.n from (select 1 a) x left join users u on u.id = 4 union all select id, n from users
select x.a, u.n from (select 1 a) x left join users u on u.id = 4 union select id, n from users
select e.id, u.n from everywhere e left join users u on u.id = 4 union all select id, n from users
select (select n from users where id = 4) union all select n from users
select exists (select 1 from users where id = 4) union all select n from users
select 1 from dual where not exists (select 1 from users where id = 4) union all select n from users
select * from (select count(*) c from users where id = 4) t union all select n from users
select * from (select max(n) c from users where id = 4) t union select n from users
select 5 from users where id = 4 having count(*) < 3 union all select n from users
select * from (select id from users where id = 4) t union all select id from users
