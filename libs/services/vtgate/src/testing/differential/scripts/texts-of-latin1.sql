-- Texts of other character sets than the connection's are compared by their own collations: spaces at their end do not count there.
-- on MariaDB too
sh: create table users (id bigint primary key, s varchar(20) character set latin1, t varchar(20) character set latin1 collate latin1_bin, w varchar(20) character set cp1251, n int)
insert into users values (1, 'a', 'a', 'ж', 1), (2, 'a ', 'a ', 'Ж ', 1), (3, 'A', 'A', 'я', 2), (4, '', '', '', 2), (5, ' ', ' ', ' ', 3), (6, 'b  ', 'b', 'Я', 3), (7, 'b', 'b ', 'b', 4), (8, 'é', 'é', 'e', 4), (9, 'E ', 'E', 'e ', 5), (10, 'ü', '€', null, 5), (11, 'x', '€ ', null, 6)
select s, count(*) from users group by s order by s
select distinct s from users
select distinct t from users
select distinct w from users order by w
select count(distinct s), count(distinct t), count(distinct w) from users
select s from users union select t collate latin1_swedish_ci from users
select upper(s) x, count(*) from users group by x order by x
select max(t), min(s), max(w) from users
select u.s, count(*) from users u join users v on u.n = v.id group by u.s order by u.s
select u.s, v.n from users u join users v on u.s = v.s and u.n < v.n order by u.id, v.id
set names latin1
select distinct s from users order by s
select s, count(*) from users group by s order by s
