-- natively
-- A number that CASE and its like hand on has the digits of its column only where MySQL has it in a temporary table.
sh: create table users (id bigint primary key, n int, m int, d decimal(10,2))
sh: create table posts (id bigint, author_id bigint, n int, primary key (author_id, id))
insert into users values (1, 3, 1, 1.50), (2, null, 2, 2.25), (3, 3, 2, null), (4, 5, 1, -3.10), (5, 7, 3, 100)
insert into posts values (1, 1, 3), (1, 2, 5), (1, 4, 7), (2, 4, 3), (3, 9, 1)
select case when a.n > 4 then a.m else 1.5 end x from users a join posts b on a.n = b.n order by x, a.id, b.id
select case when a.n > 4 then a.n when b.n = 3 then b.n else 1.5 end x from users a join posts b on a.n = b.n order by x
select case a.n when 3 then b.n else 1.5 end x, if(a.n > 3, b.n, 2.25) y, ifnull(b.n, 1.5) z, coalesce(b.n, a.d) w from users a join posts b on a.n = b.n order by x, y
select distinct case when a.n > 4 then a.n when b.n = 3 then b.n else 1.5 end x from users a join posts b on a.n = b.n order by x
select case when a.n > 4 then a.n when b.n = 3 then b.n else 1.5 end x from users a join posts b on a.n = b.n
select case when n > 4 then n else 1.5 end x from users order by x
select distinct case when n > 4 then n else 1.5 end x from users order by x
select case when n > 4 then n else 1.5 end x from users union all select n from posts order by 1
