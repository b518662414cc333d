-- for MariaDB alone
-- A column of a set operation has all digits of the quotients and averages in it, as far as another member has them.
sh: create table users (id bigint primary key, n int, w decimal(20,10))
sh: create table posts (id bigint, author_id bigint, y int, d decimal(30,12), primary key (author_id, id))
un: create table plain_t (id int primary key, n int, w decimal(20,10))
insert into users values (1, 3, 0.4285714286), (2, null, 1), (3, 7, 2.3333333333), (4, 6, 0.4286)
insert into posts values (1, 1, 10, 3.5), (2, 1, 20, 0.142857142857), (3, 2, null, 5.333333333333), (4, 3, 30, 1)
insert into plain_t values (1, 3, 0.4285714286), (2, 7, 2.3333333333)
select avg(n) from users union select w from users order by 1
select avg(n) from users union all select w from users order by 1
select w from users union select avg(n) from users order by 1
select avg(n) from users except select w from users
select w from users except select avg(n) from users
select w from users intersect select n / 7 from users
select n / 7 from users intersect select w from users
select n / 7 from users except select w from users order by 1
select w from users except select n / 7 from users order by 1
select sum(n) / 7 from users union select w from users order by 1
select sum(n) / 7 from users union all select 1.0000000000
select avg(n) from users union select 5.0000000001
select avg(n) from users union all select n from users order by 1
select n / 7 from users union select n from plain_t order by 1
select n / 7 from users union select w from plain_t order by 1
select n / 7 from users union all select w from plain_t order by 1
select n / 7 from plain_t union all select w from users order by 1
select n, avg(n) from users group by n union all select n, w from users order by 1, 2
select n, sum(n) / 3 from users group by n union all select n, w from users order by 1, 2
select max(n) / 3 from users union all select max(w) from users order by 1
select max(n / 3) from users union all select max(w) from users order by 1
select max(n / 3) from users union all select 1.00000000000
select * from (select avg(n) a from users union all select w from users) t order by 1
select coalesce(avg(n), 1) from users union all select w from users order by 1
select -avg(n) from users union all select w from users order by 1
select avg(n) + 0 from users union all select w from users order by 1
select (select avg(n) from users) union all select w from users order by 1
select (select avg(n) from users) x from users union all select w from plain_t order by 1
select x from (select avg(n) x from users) t union all select w from users order by 1
select x from (select n / 7 x from users) t union all select w from plain_t order by 1
select case when id > 2 then n / 7 end from users union all select w from plain_t order by 1
select sum(n / 7) from users union all select 1.00000000000
select avg(n / 7) from users union all select 1.00000000000
select n * 1.5 / 7 from users union all select w from plain_t order by 1
select (select n / 7 from users where id = 1) union all select w from plain_t order by 1
select (select avg(n) from users) union all select n / 7 from users order by 1
select avg(n), 'a' from users union all select avg(n), 'b' from plain_t order by 2
select avg(n) x from users union all select avg(author_id) from posts order by 1
select n / 7 x from users union all select null union all select 3 order by 1
select n / 7 from users except select y / 7 from posts order by 1
select n / 7 from users except select n / 7.00 from users order by 1
select sum(n) / 7 from users union all select n / 7 from plain_t order by 1
select n, avg(n) over () from users union all select n, w from users order by 1, 2
