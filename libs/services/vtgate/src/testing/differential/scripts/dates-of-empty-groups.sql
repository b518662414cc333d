-- A mysqld warns of groups whose dates are all NULL (Incorrect date value: '0000-00-00'), as it has them in a temporary table: what the gate groups by itself is no error of a write.
sh: create table users (id bigint primary key, n int, d date)
sh: create table posts (id bigint, author_id bigint, d date, v int, primary key (author_id, id))
insert into users values (1, 3, null), (2, 4, null), (3, 5, '2024-01-02'), (4, 3, null)
insert into posts values (1, 1, null, 3), (2, 2, null, 4), (3, 3, null, 5), (4, 4, '2024-01-01', 3)
select p.id from posts p where (select max(u.d) from users u where u.n = p.v) >= '2024-01-01' order by p.id
show warnings
update posts p set p.v = p.v + 10 where (select max(u.d) from users u where u.n = p.v) >= '2024-01-01'
update posts p set p.d = (select min(u.d) from users u where u.n = p.v + 1)
select * from posts order by id
