-- What lies in the middle between two numbers of the decimals that are shown becomes the even one.
sh: create table users (id bigint primary key, d double(10,1), s varchar(10))
sh: create table posts (id bigint, author_id bigint, primary key (author_id, id))
insert into users values (1, 0.5, '1e400'), (2, 0, '-1e999x'), (3, -0.5, '2.5'), (4, 1, ''), (5, 1.5, null)
insert into posts values (1, 1), (2, 2), (3, 3), (4, 4)
set div_precision_increment = 0
select avg(d) from users where id in (1, 2)
select avg(d), avg(distinct d) from users where id in (2, 3)
select avg(d) from users where id in (4, 5, 2, 1)
select max(d) / 2, min(d) / 2, sum(d) / 2 from users where id < 4
select concat(max(d) / 2) from users where id < 4
select p.id, avg(u.d) from users u join posts p on p.id >= u.id and u.id in (1, 2) group by p.id order by p.id
set div_precision_increment = default
-- Texts beyond all doubles are the largest ones.
select p.id, sum(u.s) from users u join posts p on p.author_id = u.id group by p.id order by p.id
