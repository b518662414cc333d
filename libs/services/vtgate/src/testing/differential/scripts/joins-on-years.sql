-- on MariaDB too
-- Beside a YEAR, 5 is 2005 where it is a constant, and five where it is another row's.
sh: create table users (id bigint primary key, y year, n int)
un: create table un (id bigint primary key, y year, n int)
insert into users values (1, 2005, 5), (2, 2010, 10), (3, 1999, 99), (7, 2001, 1), (8, 2024, 2024), (9, null, null)
insert into un select id, y, n from users
select t1.id, t4.id from users t1 join un t4 on t4.y = t1.n order by 1, 2
select t1.id, t4.id from users t1 left join un t4 on t4.y = t1.y order by 1, 2
select t1.id, t4.id from users t1 left join un t4 on t4.y = abs(t1.n) order by 1, 2
select t1.id, t4.id from users t1 left join un t4 on t4.y > abs(t1.n) order by 1, 2
select t1.id, t4.id from users t1 left join un t4 on t4.y between t1.n and t1.n + 3 order by 1, 2
select t1.id, t4.id from users t1 left join un t4 on t4.y = concat(t1.n) order by 1, 2
select t1.id, t4.id from users t1 left join un t4 on (t4.y, 1) = (t1.n, 1) order by 1, 2
select t1.id, t4.id from users t1 left join un t4 on nullif(t4.y, t1.n) is null order by 1, 2
select t1.id, (select count(*) from un t4 where t4.y = abs(t1.n)) c from users t1 order by 1
select t1.id from users t1 where exists (select 1 from un t4 where t4.y = abs(t1.n)) order by 1
select t1.id, t4.id from users t1 left join users t2 on t1.id = t2.n and t2.n > 2500 cross join un t4 where t4.y <= coalesce(t2.n, 1) order by 1, 2
select u.id, p.id from users u join users p on u.y <= p.n order by 1, 2
select t1.id, t4.id from users t1 left join un t4 on t1.y not between t4.n and nullif(cast(4 as unsigned), cast(2 as unsigned)) order by 1, 2
select t1.id, t4.id from users t1 left join un t4 on t1.y in (t4.n, floor(5.5)) order by 1, 2
update users u join un t4 on u.y = t4.n + 0 set u.n = 7
select * from users order by id
