-- A DECIMAL in JSON stays one on its way from shard to shard: read as JSON once more, 1.10 would be a DOUBLE, which is 1.1.
sh: create table users (id bigint primary key, n int, d decimal(10,2), j json)
sh: create table posts (id bigint, author_id bigint, j json, primary key (author_id, id))
insert into users values (1, 1, 1.10, json_object('d', 1.10, 'n', 5.00, 'u', 18446744073709551615, 'f', 1e0, 'k', json_array(1, 'a, "b": 2.50', 2.50, json_object('x "y\\', -0.70)))), (2, 1, 2.50, json_object('d', cast(2.50 as decimal(5,2)), 'w', 123456789012345678901234567890))
insert into users values (3, 2, 3, '{"d": 3.0, "e": 1.10, "big": 1e100, "z": -0.0}'), (4, 2, 4, cast(7.70 as json)), (5, 2, null, '"5.50"'), (6, 3, 0.10, null)
update users set j = json_set(j, '$.p', d) where id in (1, 3)
select id, j, row_number() over (order by id) r from users order by id
select id, j->'$.d', j->>'$.n', json_type(j->'$.d'), json_type(j->'$.k[2]'), json_type(j->'$.w'), rank() over (order by n, id) from users order by id
select n, json_arrayagg(j->'$.d') from users where id in (1, 3) group by n
insert into posts select id, id + 10, j from users
insert into posts select 100, n + 40, j from users where id in (1, 3)
insert into posts (id, author_id, j) select 7, x.id, x.v from (select id, json_array(d, n) as v from users order by id limit 2) x
select author_id, id, j, json_type(j->'$.d'), json_type(j->'$.k[3]."x \\"y\\\\"'), json_type(j) from posts order by 1, 2
update users set id = id + 1000
select id, j, json_type(j->'$.d') from users order by id
update users u join users v on v.n = u.n and v.id <> u.id set u.j = v.j where u.id = 1001
select id, j from users order by id
set sql_mode = 'NO_BACKSLASH_ESCAPES'
insert into posts select id, id + 70, j from users where id < 1005
set sql_mode = default
select author_id, id, j from posts where author_id > 1000 order by 1, 2
