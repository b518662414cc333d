-- A view whose columns have other names than its query gives them, and whose query sorts, groups or limits by its own.
sh: create table users (id bigint primary key, n int, s varchar(30))
sh: create table posts (id bigint, author_id bigint, n int, v varchar(30), primary key (author_id, id))
-- in sh
insert into users values (1, 10, 'a'), (2, 20, 'b'), (3, 30, 'c'), (4, 40, 'd'), (5, 50, 'e')
insert into posts values (1, 2, 200, 'x'), (2, 4, 400, 'y'), (3, 1, 100, 'z'), (4, 2, 7, 'b')
create view av (x) as select n + 1 as q from users order by q desc limit 2
select * from av order by x
create view hv (x, y) as select n % 20 as q, count(*) as c from users group by q having c > 1 order by c
select * from hv order by x
create view hv2 (c, q) as select n % 20 as q, count(*) as c from users group by q having c > 1 order by c
select * from hv2 order by q
create view uv (x) as select n as q from users union all select n from posts order by q desc limit 3
select * from uv order by x
create view uv2 (x, y) as select n as q, id as r from users union all select n, id from posts order by q + r desc, 1 limit 3
select * from uv2 order by x
create view uv3 (r, q) as select n as q, id as r from users union all select n, id from posts order by q desc limit 3
select * from uv3 order by r
create view uv4 (x) as (select n as q from users order by n limit 2) union all (select n from posts order by n limit 1) order by q desc
select * from uv4 order by x
create view uv5 (x) as select n from users where n < 30 union all select n from users where n < 20 union select n from posts
select * from uv5 order by x
create view vals (x, y) as values row(1, 2), row(3, 4)
select * from vals order by x
create view tab (x, y, z) as table users
select * from tab order by x
create view ic (x) as select n as q from users where n > 10 intersect select n from users order by q
select * from ic order by x
create view cte (x) as with c as (select n as q from users) select q from c order by q limit 3
select * from cte order by x
create view dups (a, b, c) as select id, id, n + 1 as q from users order by q desc limit 2
select * from dups order by a
create view renamed (x, y) as select id, n from users
select * from renamed order by x
update posts join renamed on renamed.x = posts.author_id set posts.n = renamed.y
select * from posts order by id
