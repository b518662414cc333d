-- on MariaDB too
-- A CAST to CHAR has the collation of the session's connection, which mixes with that of a column or does not: the gate says it when it knows which that is.
sh: create table users (id bigint primary key, n int, g varchar(20) collate utf8mb4_general_ci)
sh: create table posts (id bigint, author_id bigint, g varchar(20) collate utf8mb4_general_ci, b varchar(20) collate utf8mb4_bin, primary key (author_id, id))
insert into users values (1, 3, 'b'), (2, 4, 'c'), (3, null, null)
insert into posts values (1, 1, '3', 'b'), (2, 2, 'Y', 'C'), (3, 9, '5', '4')
set names utf8mb4 collate utf8mb4_general_ci
select strcmp(rpad(b.g, 4, ' '), cast(a.n as char)) from users a left join posts b on a.id = b.id order by a.id
select a.id, b.g < cast(a.n as char), b.g = cast(a.n as char), concat(b.g, cast(a.n as char)) < a.g from users a left join posts b on b.id <> a.id order by a.id, b.id
select a.id, b.b < cast(a.n as char), greatest(b.b, cast(a.n as char)) from users a left join posts b on b.id <> a.id order by a.id, b.id
select a.id from users a join posts b on b.g >= cast(a.n as char) order by a.id, b.id
set names utf8mb4 collate utf8mb4_unicode_ci
select strcmp(b.g, cast(a.n as char)) from users a left join posts b on a.id = b.id
select a.id, b.g < cast(a.n as char) from users a left join posts b on b.id <> a.id
