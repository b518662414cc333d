-- The first rows of a recursive CTE say of what types its columns are.
sh: create table users (id bigint primary key, n int, m int, s varchar(20), d decimal(10,2), dd date)
sh: create table posts (id bigint, author_id bigint, v int, s varchar(20), primary key (author_id, id))
insert into users values (1, 3, 1, 'Ann', 1.5, '2024-01-31'), (2, null, 2, 'bob', 2.25, null), (3, 3, 2, null, null, null), (4, 5, 1, 'x', -3.1, null)
insert into posts values (1, 1, 10, 'a'), (1, 2, 20, 'b'), (1, 4, 40, 'd'), (2, 4, 50, 'e')
with recursive t as (select id, cast(s as char(100)) p from users where id = 1 union all select posts.id + 1, concat(t.p, '/', posts.s) from t join posts on posts.author_id = t.id where t.id < 9) select * from t
with recursive t as (select id, d from users where id = 1 union all select users.id, t.d * 1.557 from t join users on users.id = t.id + 1) select * from t order by 1
with recursive t as (select id, 1 l from users where id = 1 union all select users.id, l * 1.5 from t join users on users.id = t.id + 1) select * from t order by 1
with recursive t as (select id, '' x from users where id = 1 union all select users.id, users.s from t join users on users.id = t.id + 1) select * from t order by 1
with recursive t as (select id, s, 0 l from users where id = 1 union all select users.id, users.s, l + 1 from t join users on users.id = t.id + 1) select * from t order by 1
-- What DISTINCT rows are put in order by must be of them.
select distinct n from users order by m
select distinct n + 1 x from users order by n
select distinct n + 1 x from users order by n + 1
select distinct n from users order by n * 2 desc
select distinct users.n from users join posts on users.id = posts.author_id order by posts.v
select distinct count(*) from users group by n order by n
select distinct count(*) from users group by n order by max(m)
set sql_mode = ''
select distinct m from users order by m
set sql_mode = default
with recursive t as (select id from users union all select count(*) from t) select * from t
with recursive t as (select id from users where id = 1 union all select row_number() over () from t) select * from t
select n from users having row_number() over (order by id) > 1
-- MySQL makes no rounds of rows that are made distinct, or put in order.
with recursive t as (select id from users where id = 1 union all select distinct users.id from t join users on users.id = t.id + 1) select * from t
with recursive t as (select id from users where id = 1 union all (select users.id from t join users on users.id = t.id + 1 order by 1)) select * from t
with recursive t as (select id from users where id = 1 union all (select users.id from t join users on users.id = t.id + 1 limit 1)) select * from t
with recursive t as (select id from users where id = 1 union all (select distinct users.id from t join users on users.id = t.id + 1 where t.id < 9)) select * from t
-- Several of its parts may look at the round before.
with recursive t as (select id from users where id = 1 union select users.id from t join users on users.id = t.id + 1 union select users.id from t join users on users.id = t.id + 2) select * from t order by 1
with recursive t as (select id, 0 l from users where id = 1 union all select users.id, l + 1 from t join users on users.id = t.id + 1 where l < 2 union all select users.id, l + 1 from t join users on users.id = t.id + 2 where l < 2) select * from t order by 1, 2
