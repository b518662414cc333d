-- on MariaDB too
-- What is meant cannot be told.
sh: create table users (id bigint primary key, s varchar(20))
select all distinct id from users
select count(*) from users union select distinct all id from users
select distinct distinct id from users
