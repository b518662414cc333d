-- ROUND and TRUNCATE of decimals that the gate computes with: MariaDB gives as many digits as are asked for, MySQL no more than there are.
-- on MariaDB too
sh: create table users (id bigint primary key, n int, d decimal(10,4))
sh: create table posts (id bigint, author_id bigint, d decimal(8,2), primary key (author_id, id))
insert into users values (1, 3, 1.5), (2, null, null), (3, 3, 7), (4, 5, 0.3333), (5, 6, 12)
insert into posts values (1, 1, 10.25), (2, 1, 20), (3, 2, null), (4, 3, 3.5)
select round(avg(d), 9), round(sum(d), 12), round(avg(d), 2), round(avg(d)) from users
select truncate(avg(d), 9), truncate(sum(d), 6), truncate(avg(d), 0), truncate(avg(d), -1) from users
select round(u.d + p.d, 8), round(u.d * p.d, 1), round(u.d - p.d, -1), u.d * -3, truncate(u.d + p.d, 7) from users u join posts p on p.id = u.id order by u.id
select n, round(avg(d), 7) r from users group by n order by n
select round(max(u.d + p.d), p.id) from users u join posts p on p.id = u.id group by p.id order by p.id
