-- The texts that functions make of JSON yield to the collation of a column's text.
sh: create table users (id bigint primary key, n int, s varchar(20), e enum('b','a','c'), j json)
sh: create table posts (id bigint, author_id bigint, v int, t varchar(20), primary key (author_id, id))
insert into users values (1, 3, 'Ann', 'b', '{"a":1}'), (2, null, 'bob', 'a', '[1,2]'), (4, 5, 'x', 'a', '"ANN"'), (5, 7, 'y', 'b', 'null'), (7, 0, 'émile', 'c', '[]')
insert into posts values (1, 1, 10, 'a'), (2, 1, 20, 'ann'), (1, 2, 50, 'A'), (2, 4, 6, 'x')
select u.id, p.id, case p.v when 6 then json_unquote(u.j) else u.e end like '%á%' x from users u join posts p on p.v > u.n order by 1, 2, p.author_id
select (case p.v when 6 then json_unquote(u.j) else u.e end like '%á%') x, count(*) from users u join posts p on p.v > u.n group by x order by x
select if(p.v > 6, u.s, json_unquote(u.j)) = 'ANN', json_unquote(u.j) like '%ánn%' from users u join posts p on p.v > u.n order by u.id, p.author_id, p.id
select u.id, p.t = json_unquote(u.j), concat(p.t, u.j->>'$') = 'XANN', coalesce(p.t, json_quote(u.s)) = 'ANN', if(p.v = 6, json_type(u.j), p.t) = 'string' from users u join posts p on p.v > u.n order by u.id, p.author_id, p.id
select max(if(p.v = 6, json_unquote(u.j), p.t)), count(distinct if(p.v = 6, json_unquote(u.j), p.t)) from users u join posts p on p.v > u.n
