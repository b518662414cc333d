-- Rows joined by texts: those of many rows are asked for at once, and which belongs to which goes by the columns' collation.
-- on MariaDB too
sh: create table users (id bigint primary key, a varchar(30), g varchar(30) collate utf8mb4_general_ci, b varchar(30) collate utf8mb4_bin, l varchar(30) character set latin1, c char(10), x varbinary(20), t text)
sh: create table posts (id bigint primary key, author_id bigint, a varchar(40), g varchar(40) collate utf8mb4_general_ci, b varchar(40) collate utf8mb4_bin, l varchar(40) character set latin1, c char(12), x varbinary(20), t text)
insert into users values (1, 'Ann', 'Ann', 'Ann', 'Ann', 'Ann', 'Ann', 'Ann'), (2, 'ann', 'ann', 'ann', 'ann', 'ann', 'ann', 'ann'), (3, 'Bob ', 'Bob ', 'Bob ', 'Bob ', 'Bob ', 'Bob ', 'Bob '), (4, 'straße', 'straße', 'straße', 'straße', 'stra', 'straße', 'straße')
insert into users values (5, null, null, null, null, null, null, null), (6, '', '', '', '', '', '', ''), (7, 'éa', 'éa', 'éa', 'éa', 'éa', 'éa', 'éa'), (8, 'o''x\\', 'o''x\\', 'o''x\\', 'o''x\\', 'o''x\\', 'o''x\\', 'o''x\\')
insert into posts values (1, 1, 'ANN', 'ANN', 'ANN', 'ANN', 'ANN', 'ANN', 'ANN'), (2, 1, 'Ann', 'Ann', 'Ann', 'Ann', 'Ann', 'Ann', 'Ann'), (3, 2, 'bob', 'bob', 'bob', 'bob', 'bob', 'bob', 'bob'), (4, 3, 'Bob', 'Bob', 'Bob', 'Bob', 'Bob', 'Bob', 'Bob')
insert into posts values (5, 3, 'strasse', 'strasse', 'strasse', 'strasse', 'strasse', 'strasse', 'strasse'), (6, 4, null, null, null, null, null, null, null), (7, 5, ' ', ' ', ' ', ' ', ' ', ' ', ' '), (8, 6, 'EA', 'EA', 'EA', 'EA', 'EA', 'EA', 'EA'), (9, 7, 'o''X\\', 'o''X\\', 'o''X\\', 'o''X\\', 'o''X\\', 'o''X\\', 'o''X\\')
select u.id, p.id from users u join posts p on u.a = p.a order by 1, 2
select u.id, p.id from users u join posts p on u.g = p.g order by 1, 2
select u.id, p.id from users u join posts p on u.b = p.b order by 1, 2
select u.id, p.id from users u join posts p on u.l = p.l order by 1, 2
select u.id, p.id from users u join posts p on u.c = p.c order by 1, 2
select u.id, p.id from users u join posts p on u.x = p.x order by 1, 2
select u.id, p.id from users u join posts p on u.t = p.t order by 1, 2
select u.id, p.id from users u left join posts p on u.a = p.a order by 1, 2
select u.id, p.id from users u left join posts p on p.g = u.g and p.id > 2 order by 1, 2
select u.id, p.id from users u join posts p on u.a = p.a and u.id = p.author_id order by 1, 2
select u.id, p.id from users u join posts p on u.a = p.a and u.g = p.g and u.c = p.c order by 1, 2
select u.id, p.id from users u join posts p on u.a = p.c order by 1, 2
select u.id, p.id from users u join posts p on u.c = p.a order by 1, 2
select u.id, p.id from users u join posts p on u.a <=> p.a order by 1, 2
select u.id, p.id from users u join posts p on u.b = p.g order by 1, 2
select u.id, p.id from users u join posts p on u.l = p.a order by 1, 2
select u.id, p.id, v.id from users u join posts p on u.a = p.a join users v on v.g = p.g order by 1, 2, 3
select u.a, count(p.id) from users u left join posts p on u.a = p.a group by u.a order by 1, 2
select p.id, u.id from posts p join users u on u.a = p.a and u.id < p.id order by 1, 2
select u.id, p.id from users u join posts p on u.a = p.id order by 1, 2
select d.a, p.id from (select distinct a from users) d join posts p on p.a = d.a order by 1, 2
select u.id, p.id from users u join posts p on concat(u.a, '') = p.a order by 1, 2
select u.id, p.id from users u join posts p on u.a = p.a collate utf8mb4_bin order by 1, 2
set names latin1
select u.id, p.id from users u join posts p on u.a = p.a order by 1, 2
select u.id, p.id from users u join posts p on u.l = p.l order by 1, 2
set names utf8mb4
set names utf8mb4 collate utf8mb4_bin
select u.id, p.id from users u join posts p on u.a = p.a order by 1, 2
select u.id, p.id from users u join posts p on u.g = p.g order by 1, 2
