-- on MariaDB too
sh: create table users (id bigint primary key, n int)
un: create table deps (id int primary key, n int)
-- What mysqldump --single-transaction --source-data says: the lock on all tables ends, the transaction that began under it goes on.
insert into users values (1, 1), (2, 2), (3, 3), (4, 4)
flush tables
flush tables with read lock
set session transaction isolation level repeatable read
start transaction /*!40100 with consistent snapshot */
unlock tables
savepoint sp
select * from users order by id
rollback to savepoint sp
release savepoint sp
insert into users values (5, 5)
rollback
select count(*) from users
-- Without a transaction it holds as long.
flush tables with read lock
insert into users values (8, 8)
unlock tables
insert into users values (8, 8)
select count(*) from users
