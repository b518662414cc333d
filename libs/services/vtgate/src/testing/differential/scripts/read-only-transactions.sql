-- In a transaction that may only read, that is what is wrong with a write, whatever else is.
sh: create table users (id bigint not null primary key, n int not null, m int)
insert into users values (1, 2, 3), (2, 3, 4), (3, 4, 5)
start transaction read only
insert into users values (1)
insert into users (ghost) values (1)
insert into users (n) values (1), (2)
insert into users (id, id) values (1, 2)
update users set ghost = 1
delete from users where id in (select id from users)
insert into ghost values (1)
insert into users values (1
select * from users order by id
rollback
insert into users values (1)
set autocommit = 0
set transaction read only
insert into users (id, n) values (5, 6, 7)
rollback
insert into users (id, n) values (5, 6, 7)
set autocommit = 1
