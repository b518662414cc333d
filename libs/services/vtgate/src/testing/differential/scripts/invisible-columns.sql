-- Invisible columns that a query over shards names are there where a scratch server answers it.
-- on MariaDB too
sh: create table padded (k varchar(20) primary key, n int not null invisible default 3, t timestamp not null invisible default '2001-01-01 00:00:00')
insert into padded (k, n) values ('a', 1), ('b', 2)
select k, n, t, rank() over (order by n) from padded
select p.*, row_number() over (order by n desc) from padded p
