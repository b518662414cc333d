-- on MariaDB too
-- What stands behind the words of a transaction is none of them, and begins none.
sh: create table users (id bigint primary key, n int)
insert into users values (1, 3)
begin foo
start transaction foo
start transaction read only, read write
commit foo
rollback foo
begin work
update users set n = 4 where id = 1
rollback work
select * from users
start transaction with consistent snapshot, read write
update users set n = 5 where id = 1
commit work and no chain no release
select * from users
/* c */ begin
rollback /* d */
