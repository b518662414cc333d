-- on MariaDB too
-- What is stored of a quotient: MariaDB keeps more digits of it than it shows, MySQL does not.
sh: create table users (id bigint primary key, n int, m int, d decimal(20,10), f decimal(20,10))
sh: create table posts (id bigint, author_id bigint, n int, d decimal(20,10), primary key (author_id, id))
sh: create table everywhere (id bigint primary key, n int, d decimal(20,10))
insert into users values (1, 24, 1, 1.5, null), (2, 3, 2, null, null), (3, null, 3, null, 1), (4, 25, 5, 7, 3)
insert into posts values (1, 1, 10, 7), (2, 2, 20, null), (3, 3, null, null), (4, 5, 3, 0)
insert into everywhere values (1, 10, 7), (2, 20, null), (3, null, null), (4, 5, 3)
insert into posts (id, author_id, d) select u.id, u.id + 10, coalesce(u.n, 1) % 100 / 3 from users u
select * from posts order by author_id, id
update users u join everywhere e on e.id = u.m set u.f = coalesce(e.n, 1) % 100 / 3
select * from users order by id
update users u join posts p on p.author_id = u.m set u.f = p.n / 7 where u.id <> 4
select * from users order by id
update users u left join posts p on p.author_id = u.m set u.d = coalesce(p.n, 2) / 7 + 1, u.f = coalesce(u.n, 2) / 7 * 3 where u.id <> 4
select * from users order by id
insert into everywhere (id, d) select u.id + 10, u.n / 7 from users u
insert into everywhere (id, d) select u.id + 10, 1 from users u on duplicate key update everywhere.d = u.m / 9
select * from everywhere order by id
insert into users (id, d) select p.author_id + 100, avg(p.n) from posts p group by p.author_id, p.n
insert into users (id, d) select p.author_id + 200, (select max(u.n) / 7 from users u where u.id = p.id) from posts p
select * from users order by id
