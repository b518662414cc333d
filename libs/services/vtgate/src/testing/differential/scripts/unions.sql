-- The column of a UNION is the vindex's of one branch only: rows of the others are elsewhere.
sh: create table users (id bigint primary key, n int)
sh: create table posts (id bigint, author_id bigint, y int, primary key (author_id, id))
insert into users values (1,1),(2,1),(3,5),(4,7),(5,null),(6,2),(7,3),(8,9)
insert into posts values (1,1,1),(2,1,2),(3,2,3),(4,3,4),(5,4,5),(6,5,6),(7,7,7),(8,7,8),(9,8,9)
select q.b, p.id from (select n as a, id as b from users union all select y, id from posts where y > 2) q join posts p on p.id = q.b order by 1, 2
select q.b, p.id from (select n as a, id as b from users union all select y, id from posts where y > 2) q join posts p on p.author_id = q.b order by 1, 2
select q.b, p.id from (select id as b from users union all select author_id from posts where y > 2) q join posts p on p.author_id = q.b order by 1, 2
select q.b, count(*) from (select id as b from users union all select id from posts) q group by q.b order by 1
select b from (select id as b from users union all select id from posts) q where b = 3
select distinct b from (select id as b from users union all select id from posts) q order by 1
select * from (select n as a, id as b from users where id = 5 union all select author_id, y from posts where author_id = 5) q join posts p on p.author_id = q.b order by 1, 2, 3, 4
with c as (select id b from users union select id from posts) select c.b, p.id from c join posts p on p.author_id = c.b order by 1, 2
-- What is no key of a group, seen through a derived table.
select q.y % 5, count(p.id) from posts p left join (select y, id from posts) q on p.id = q.id group by q.y % 1
select q.y % 5, count(p.id) from posts p left join (select y, id from posts) q on p.id = q.id group by q.y % 5 order by 1
select q.id, q.n, count(p.id) from posts p join (select n, id from users) q on p.id = q.id group by q.id order by 1
-- A derived table's averages have as many digits as they show.
with q as (select author_id a, avg(y) / 7 as b from posts group by author_id) select x.a, y.a from q x join q y on x.b <=> y.b order by 1, 2
with q as (select author_id % 2 a, avg(y) / 7 as b from posts group by author_id % 2) select x.a, y.a from q x join q y on x.b <=> y.b order by 1, 2
with q as (select author_id % 2 a, avg(y) / 7 as b from posts group by author_id % 2) select x.a, y.a from q x left join q y on x.b >= y.b order by 1, 2
