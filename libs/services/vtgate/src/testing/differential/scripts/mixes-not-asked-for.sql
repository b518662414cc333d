-- on MariaDB too
-- Texts of collations that do not mix are an error though the column they make is not asked for.
sh: create table users (id bigint primary key, a varchar(20) collate utf8mb4_unicode_ci, b varchar(20) collate utf8mb4_general_ci, n int)
sh: create table kv (k varchar(20) primary key, a varchar(20) collate utf8mb4_unicode_ci, b varchar(20) collate utf8mb4_general_ci, n int)
insert into users values (1, 'a', 'b', 1), (2, 'b', 'c', 3), (3, null, 'x', 2)
insert into kv values ('a', 'a', 'b', 1), ('b', 'b', 'c', 3)
select t4.v1 from (select t6.id as v1, t6.a <=> t6.b as v2 from users t6) t4
select t4.v1 from (select t6.id as v1, if(t6.a <=> t6.b, 1, 2) as v2 from users t6) t4
select t4.v1, x.n from (select t6.id as v1, t6.a <=> t6.b as v2 from users t6) t4 join users x on x.n = t4.v1
select t4.v1, x.n from (select t6.id as v1, t6.a <=> t6.b as v2 from users t6 join kv k on k.n = t6.n) t4 join users x on x.n = t4.v1
select t4.v1, x.n from (select t6.id as v1, greatest(t6.a, 'z') <=> t6.b as v2 from users t6 join kv k on k.n = t6.n) t4 join users x on x.n = t4.v1
select t4.v1, x.n from (select t6.id as v1, if(greatest(t6.a, 'z') <=> t6.b, 1, 2) as v2 from users t6 join kv k on k.n = t6.n) t4 join users x on x.n = t4.v1
select x.n from users x join kv k on k.n = x.n where 1 = 0 and greatest(x.a, 'z') in (x.b, 'q')
select x.n from users x join kv k on k.n = x.n where 1 = 0 and concat(x.a, 'z') between x.b and 'q'
select x.n from users x join kv k on k.n = x.n where 1 = 0 and x.a between 'q' and x.b
select x.n from users x join kv k on k.n = x.n where 1 = 0 and case x.a when x.b then 1 end
select x.n, concat(x.a, x.b) from users x join kv k on k.n = x.n where 1 = 0
select x.n, coalesce(x.a, x.b) = 'a' from users x join kv k on k.n = x.n where 1 = 0
select x.n, coalesce(x.a, x.b) from users x join kv k on k.n = x.n
select x.n, replace(x.a, x.b, 'q') from users x join kv k on k.n = x.n where 1 = 0
select x.n, if(x.n, x.a, x.b) from users x join kv k on k.n = x.n where 1 = 0
select x.n from users x join kv k on k.n = x.n where 1 = 0 and x.a like x.b
select x.n from users x join kv k on k.n = x.n where 1 = 0 and locate(x.a, k.b)
select x.n, greatest(x.a, k.b) from users x join kv k on k.n = x.n where 1 = 0
select x.n from users x join kv k on k.n = x.n where 1 = 0 and (x.a, x.n) = (x.b, 1)
select x.n from users x join kv k on k.n = x.n where 1 = 0 and x.a = concat_ws('-', x.n, 'x')
select x.n from users x join kv k on k.n = x.n where x.a = x.b collate utf8mb4_bin
