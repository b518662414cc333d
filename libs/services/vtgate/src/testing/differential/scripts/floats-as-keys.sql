-- on MariaDB too
-- A row whose key has a FLOAT in it is found again by all of the number's digits.
sh: create table users (id bigint, f float, n int, primary key (id, f))
insert into users values (1, 1.1, 0), (2, 0.1, 0), (3, 3.5, 0), (4, 1e20, 0), (5, -0.3333, 0)
update users set n = n + 1 order by id limit 3
delete from users order by id desc limit 2
update users set id = id + 10 where id < 3
select id, n from users order by id
