-- Whole numbers are equal however they are written.
sh: create table users (id bigint primary key, y year, z int(5) zerofill, n int)
insert into users values (1, 2001, 7, 7), (2, 0, 2001, 0), (3, 2003, 0, 2001), (4, null, 42, 42)
select a.id, b.id from users a join users b on a.y = b.n order by 1, 2
select a.id, b.id from users a left join users b on a.y = b.n order by 1, 2
select a.id, b.id from users a join users b on a.z = b.n order by 1, 2
select a.id, b.id from users a join users b on a.z = b.y order by 1, 2
select id from users where y in (select n from users) order by 1
select id from users where z in (select n from users) order by 1
select id from users a where exists (select 1 from users b where b.n = a.z) order by 1
