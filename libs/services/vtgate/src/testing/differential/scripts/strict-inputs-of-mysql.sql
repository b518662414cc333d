-- MySQL refuses to delete by what is wrong, and to update in an order by it; MariaDB only warns.
sh: create table users (id bigint primary key, n int, m int, s varchar(20))
sh: create table posts (id bigint, author_id bigint, v decimal(10,2), primary key (author_id, id))
insert into users values (1, 3, 1, 'Ann'), (2, null, 2, 'bob'), (3, 3, 2, '7'), (4, 5, 1, 'x')
insert into posts values (1, 1, 10), (1, 2, 20), (1, 4, 40), (2, 4, 50)
update users set n = 1 where s = 5 order by id limit 2
delete u from users u join posts p on p.id = u.id where p.v / 0 > 5
delete from users where id in (select id / 0 from posts)
select * from users order by id
