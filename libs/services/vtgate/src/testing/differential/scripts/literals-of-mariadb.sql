-- for MariaDB alone
-- natively
-- A literal has the connection's collation, which is utf8mb4_general_ci there: ß is an s to it, and spaces at the end do not count.
sh: create table users (id bigint primary key, n int, g varchar(20) collate utf8mb4_general_ci)
sh: create table posts (id bigint, author_id bigint, n int, primary key (author_id, id))
insert into users values (1, 3, 'ß'), (2, null, 'a'), (3, 3, 's'), (4, 5, 'z ')
insert into posts values (1, 1, 10), (2, 1, 20), (3, 2, null), (4, 3, 3), (5, 4, 5)
select u.id, p.id, if(u.n > p.n, 'ß', 's') = 's', if(u.n = p.n, 'z ', 'y') = 'z', strcmp(if(u.n < p.n, 'ss', 'x'), 'ß') from users u join posts p on p.id = u.id order by 1
select count(*), if(count(*) > 2, 'ß', 'x') = 's', concat(max(n), ' ') = '5', concat(max(n), 'ß') in ('5s', 'x') from users
select max(g), if(max(n) > 2, 'ß', 'x') = min(g), nullif(concat(min(n), 'ß'), '3S') from users
