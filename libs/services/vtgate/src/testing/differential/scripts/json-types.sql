-- on MariaDB too
-- JSON that the gate computes: a type of its own to MySQL, a text to MariaDB.
sh: create table users (id bigint primary key, n int, j json)
sh: create table posts (id bigint, author_id bigint, j json, primary key (author_id, id))
insert into users values (1, 2, '{"a": 1}'), (2, 3, null), (3, null, '{"a": "x"}')
insert into posts values (1, 1, '{"b": 1,  "a":"x"}'), (2, 2, '[1]'), (3, 3, null)
select json_extract('1', '$.a') x, u.id from (select id from posts order by id limit 2) p join users u on u.id = p.id order by u.id
select json_extract(p.j, '$.b') x, u.id from (select id, j from posts order by id limit 3) p join users u on u.id = p.id order by u.id
select json_extract(if(u.id = 1, p.j, u.j), '$.a') x from users u join posts p on p.id = u.n order by u.id
select json_extract(p.j, '$.b') x, u.id from users u left join (select id, j from posts order by id limit 1) p on p.id = u.n where u.id = 7
select json_objectagg(id, j) from users
select json_arrayagg(j order by id) from users
select json_object('a', lag(j) over (order by id)) x, id from users order by id
select json_array(max(j), count(distinct n)) from users
select json_object("p", p.j, "u", u.j) x from users u join posts p on p.id = u.n order by u.id
select json_extract(p.j, "$"), json_set(u.j, "$.z", p.j) x from users u join posts p on p.id = u.n order by u.id
