-- on MariaDB too
-- Tables and users may be called like what else can be made.
sh: create table users (id bigint primary key, n int, s varchar(30))
-- in sh
create table role (id int primary key)
truncate role
create table event (id int primary key)
truncate event
truncate table event
truncate nothing
create definer = user@localhost view defined as select id from users
drop view defined
drop table role, event
alter table users add index role (n), add key event (s)
drop index role on users
rename table users to event
rename table event to users
