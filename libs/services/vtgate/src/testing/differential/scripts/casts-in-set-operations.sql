-- A CAST to CHAR has the connection's collation, which is not mixed with a column's of another.
sh: create table users (id bigint primary key, g varchar(20) collate utf8mb4_general_ci, s varchar(20), b varchar(20) collate utf8mb4_bin, l varchar(10) character set latin1)
insert into users values (1, 'a', 'a', 'a', 'a'), (2, 'b', 'b', 'b', 'b'), (3, 'A', 'B', 'C', 'd')
select g from users union all select cast(s as char) from users
select g from users union select cast(s as char) from users
select g from users except select cast(s as char) from users
select g from users intersect select cast(s as char) from users
select cast(id as char) from users intersect select g from users
select g from users union all select cast(1 as char)
select g from users union all select max(cast(s as char)) from users
select g from users union all (select cast(s as char) from users order by 1 limit 2)
select g from users union all select x from (select cast(s as char) x from users limit 2) q
select g from users intersect select concat(cast(s as char), '') from users
select g from users intersect select cast(s as char) collate utf8mb4_bin from users
select g from users intersect select json_unquote(cast(concat('"', s, '"') as json)) from users
select s from users intersect select cast(g as char) from users
select b from users intersect select cast(g as char) from users
select l from users intersect select cast(g as char) from users
