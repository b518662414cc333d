-- The collation of what JSON's functions give is weaker than a column's.
sh: create table users (id bigint primary key, s varchar(20), b varchar(20) collate utf8mb4_bin)
insert into users values (1, 'Ann', 'Ann'), (2, 'ann', 'ann'), (3, 'ANN', 'b'), (4, 'B', null), (5, 'b', null)
select s from users union select json_unquote('"a"')
select json_unquote('"a"') as x union select s from users
select s as t from users union distinct select least(json_quote(rtrim(s)), '%', 'x') from users
select b from users union select json_unquote('"a"')
select s from users except select json_unquote('"ANN"')
select s from users union select json_unquote(json_extract(json_array(b), '$[0]')) from users
