-- on MariaDB too
-- natively
-- What is converted to another character set has that set's default collation.
sh: create table users (id bigint primary key, name varchar(20) collate utf8mb4_bin, l varchar(20) character set latin1 collate latin1_bin, n int)
insert into users values (1, 'Ä', 'b', 1), (2, 'a', 'A', 2), (3, 'ae', 'a', 1), (4, 'Æ', 'ß', 2), (5, 'ß', 'ss', 1), (6, 's', 'S', 2), (7, 'Z', 'z ', 1), (8, '_', '[', 2), (9, 'z ', 'z', 1), (10, 'ø', 'ø', 1), (11, 'p', 'o', 1)
select hex(min(convert(name using utf8mb4))), hex(max(convert(name using utf8mb4))) from users
select hex(max(convert(l using utf8mb4))) from users
select count(distinct convert(name using utf8mb4)), count(distinct convert(l using utf8mb4)) from users
select id, convert(name using utf8mb4) c from users order by c, id
select id, convert(l using utf8mb4) c from users order by c, id
select id from users where convert(l using utf8mb4) = 'SS' or convert(name using utf8mb4) = 'AE' order by id
select min(id), count(*) from users group by convert(name using utf8mb4) order by 1
select n, min(convert(concat(name, l) using utf8mb4)) from users group by n order by n
select min(convert(n using utf8mb4)), max(convert(concat(n, '') using utf8mb4)) from users
select n, hex(min(convert(name using utf8mb4) collate utf8mb4_bin)) from users group by n order by n
select convert(name using utf8mb4) c from users union select convert(l using utf8mb4) from users order by 1 limit 3
