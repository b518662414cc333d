-- on MariaDB too
-- JSON_TABLE in a join reads tables that stand before the whole join.
sh: create table users (id bigint primary key, n int)
un: create table docs (k varchar(20) primary key, v json)
insert into users values (1, 1), (2, 1), (3, 1), (4, 2)
insert into docs values ('b', '[{"id": 1, "nm": "Ann"}, {"id": 2}, {"id": 99}]')
select j.*, u.n from docs f, json_table(f.v, '$[*]' columns (id int path '$.id', nm varchar(10) path '$.nm' default '"none"' on empty)) j left join users u on u.id = j.id where f.k = 'b' order by j.id
select j.*, u.n from docs f, json_table(f.v, '$[*]' columns (id int path '$.id')) j join users u on u.id = j.id order by j.id
select j.*, a.n from users a, users b, json_table(concat('[', b.id, ']'), '$[*]' columns (id int path '$')) j left join docs on true where a.id = j.id order by j.id, a.n
select j.* from docs f, (json_table(f.v, '$[*]' columns (id int path '$.id')) j left join users u on u.id = j.id) order by j.id
select d.k, j.id from docs d, json_table(d.v, '$[*]' columns (id int path '$.id')) j left join docs e on e.k = j.id order by j.id
select j.id from json_table(f.v, '$[*]' columns (id int path '$.id')) j left join docs f on true
