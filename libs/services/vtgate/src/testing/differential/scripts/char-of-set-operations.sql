-- on MariaDB too
-- A CHAR beside numbers or moments stays a CHAR, beside other texts it is a VARCHAR.
sh: create table users (id bigint primary key, c char(6), v varchar(6), n int, d decimal(5,2), f double, dt date, ts datetime, ti time, y year, e enum('a','12'), u bigint unsigned)
insert into users values (1, '12', 'x', 12, 1.5, 2.5, '2024-01-02', '2024-01-02 03:04:05', '10:11:12', 2024, 'a', 5), (2, 'x', '12', 3, 2, 0.5, null, null, null, null, '12', 12), (3, null, 'a', null, null, null, '2024-02-03', null, '01:00:00', 2020, null, null)
select c as x from users where id > 0 intersect select n from users b
select n as x from users intersect select c from users b
select c as x from users intersect select d from users b
select c as x from users except select f from users b
select c as x from users intersect select dt from users b
select c as x from users except select ts from users b
select ti as x from users intersect select c from users b
select c as x from users intersect select v from users b
select c as x from users intersect select e from users b
select c as x from users except select 'abc' from users b
select c as x from users except (select 2.5 from users union all select n from users)
select c as x from users union all select n from users where id < 3 union all select u from users
select c as x from users union all select y from users
select n as x from users union all select dt from users union all select c from users
select c as x from users union select 2.5 from users b
