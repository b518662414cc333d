-- One name may mean tables of two keyspaces, where no block joins both; answered with temporary tables.
sh: create table users (id bigint primary key, n int, s varchar(20))
un: create table plain_t (id int primary key, n int, s varchar(20))
insert into users values (1, 3, 'Ann'), (2, 1, 'bob'), (3, null, 'zoe'), (4, 2, null)
insert into plain_t values (1, 3, 'Ann'), (2, 2, 'x'), (3, 1, 'zoe')
select a.n, (select count(*) from plain_t z where z.id = a.n) x, (select max(z.n) from users z where z.id < a.id) y, rank() over (order by a.id) from users a order by a.id
select a.s, sum(a.n) over (order by a.id) from users a union all select a.s, lag(a.n) over (order by a.id) from plain_t a
select a.id, rank() over (order by a.id) from users a where exists (select 1 from plain_t a where a.n = 3 and a.s = 'ann') order by a.id
