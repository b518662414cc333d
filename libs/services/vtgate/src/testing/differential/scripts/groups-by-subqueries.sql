-- Groups by a function of a subquery, which the select list has too: MySQL finds it again by its text.
sh: create table everywhere (id bigint not null, c1 char(12), c2 int, c3 int not null, c6 date not null, primary key (id), key (c3))
un: create table un1 (id bigint not null, c1 varchar(20) not null, c3 blob, c4 bigint, primary key (id), key (c4))
insert into everywhere values (1, 'a', 2, 3, '2024-01-01'), (2, 'b', 2, 4, '2024-01-01')
insert into un1 values (1, 'a', 'x', 3), (2, '1', 'y', 4)
select locate('1', (select max(t2.c1) from un1 t2 where t2.c4 = t1.c3), 0) as v0, max(5) from everywhere t1 group by locate('1', (select max(t2.c1) from un1 t2 where t2.c4 = t1.c3), 0)
select max(5), ifnull((select t2.id from un1 t2 where t2.c4 = t1.c3), 0) as v0 from everywhere t1 group by ifnull((select t2.id from un1 t2 where t2.c4 = t1.c3), 0) order by ifnull((select t2.id from un1 t2 where t2.c4 = t1.c3), 0) desc
select q.n from (select concat(abs(t1.c3), abs((select t2.id from un1 t2 where t2.c4 = t1.c3))) as k, count(*) as n from everywhere t1 group by concat(abs(t1.c3), abs((select t2.id from un1 t2 where t2.c4 = t1.c3)))) q order by 1
select 1 + ifnull((select t2.id from un1 t2 where t2.c4 = t1.c3), 0) as v0, count(*) from everywhere t1 group by ifnull((select t2.id from un1 t2 where t2.c4 = t1.c3), 0)
select (select max(t2.c1) from un1 t2 where t2.c4 = t1.c3) as v0, max(5) from everywhere t1 group by (select max(t2.c1) from un1 t2 where t2.c4 = t1.c3)
select (select max(t2.c1) from un1 t2 where t2.c4 = t1.c3) as v0, max(5) from everywhere t1 group by v0
select coalesce((select t2.id from un1 t2 where t2.c4 = t1.c3), 0) as v0, max(5) from everywhere t1 group by coalesce((select t2.id from un1 t2 where t2.c4 = t1.c3), 0)
select exists (select 1 from un1 t2 where t2.c4 = t1.c3) as e, count(*) from everywhere t1 group by exists (select 1 from un1 t2 where t2.c4 = t1.c3) with rollup
select greatest(t1.c2, (select max(t2.id) from un1 t2)) as v0, grouping(greatest(t1.c2, (select max(t2.id) from un1 t2))) as g, count(*) from everywhere t1 group by greatest(t1.c2, (select max(t2.id) from un1 t2)) with rollup
select greatest(t1.c2, (select max(t2.id) from un1 t2)), 1 + grouping(greatest(t1.c2, (select max(t2.id) from un1 t2))), count(*) from everywhere t1 group by greatest(t1.c2, (select max(t2.id) from un1 t2)) with rollup
select greatest(t1.c2, (select max(t2.id) from un1 t2)) as v0, t1.c1, grouping(greatest(t1.c2, (select max(t2.id) from un1 t2)), t1.c1) as g, count(*) from everywhere t1 group by greatest(t1.c2, (select max(t2.id) from un1 t2)), t1.c1 with rollup
select ifnull((select t2.id from un1 t2 where t2.c4 = t1.c3), 0) as v0, grouping(ifnull((select t2.id from un1 t2 where t2.c4 = t1.c3), 0)) as g, count(*) from everywhere t1 group by ifnull((select t2.id from un1 t2 where t2.c4 = t1.c3), 0) with rollup
