-- on MariaDB too
-- Rows of several numeric types that EXCEPT and INTERSECT compare where they are put together.
sh: create table posts (id bigint, author_id bigint, d2 decimal(6,2) not null default 0, n int, primary key (author_id, id))
sh: create table users (id bigint primary key, bu bigint unsigned, d decimal(10,3), u int unsigned, a bigint)
insert into posts values (1, 1, -3, 1), (2, 2, -3, 2), (3, 3, 4.5, 3), (4, 4, 0, 4), (5, 5, -3, 5)
insert into users values (1, 2, -3, 4294967295, 1), (2, 2, -3, 4294967295, 2), (3, 2, 4.5, 4294967295, 3), (4, 18446744073709551615, 0, 7, 4), (5, 4294967295, -3, 2, 5)
select 4294967295 as x0, t1.d2 as x1, 2 as x2 from posts t1 except all select t7.u, t6.d, t6.bu from users t6 join users t7 on t6.id = t7.a
(select 4294967295 as x0, t1.d2 as x1, 2 as x2 from posts t1 order by 2 desc, x0, 3) except all (select t7.u as x0, t6.d as x1, t6.bu as x2 from users t6 join users t7 on t6.id = t7.a union distinct select t8.bu as x0, t8.d as x1, t8.bu as x2 from users t8 cross join (select t9.n as c0, t9.d2 as c1 from posts t9) t10 where t8.u in (2, 7) order by 2, x0, x2 asc)
(select 4294967295 as x0, t1.d2 as x1, 2 as x2 from posts t1) except (select t7.u as x0, t6.d as x1, t6.bu as x2 from users t6 join users t7 on t6.id = t7.a union distinct select t8.bu as x0, t8.d as x1, t8.bu as x2 from users t8)
(select 4294967295 as x0, t1.d2 as x1, 2 as x2 from posts t1) intersect all (select t7.u as x0, t6.d as x1, t6.bu as x2 from users t6 join users t7 on t6.id = t7.a union distinct select t8.bu as x0, t8.d as x1, t8.bu as x2 from users t8)
