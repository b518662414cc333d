-- natively
-- INET_ATON reads addresses with bytes left out, and with more of them than there are.
sh: create table users (id bigint primary key, s varchar(30))
insert into users values (1, '1..2'), (2, '.1'), (3, '1.2.3.4.5'), (4, '127.1'), (5, '1.2.3.'), (6, '..'), (7, ''), (8, '1.2.3'), (9, '256.1'), (10, '...9'), (11, '255.255.255.255.255.255.255.255.255'), (12, ' 1.2.3.4')
select inet_aton(max(s)) from users group by id
select inet_aton(concat(u.s, w.s)) from users u join users w on w.id = u.id + 1 order by u.id
