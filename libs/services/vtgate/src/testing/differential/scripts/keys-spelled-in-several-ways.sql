-- on MariaDB too
-- A date, a decimal or an enumeration is found however it was written, also where it is the column of a vindex.
sh: create table kv (k date primary key, n int)
sh: create table fixed (k decimal(10,2) primary key, n int)
sh: create table padded (k enum('A','B','C') primary key, n int)
insert into kv values ('2025-1-6', 1), ('2025-01-07', 2), (20250108, 3), ('2025.1.9', 4)
insert into kv values ('2025-01-06', 5)
insert into kv values ('20250106', 5)
insert into kv values (20250107, 5)
select k, n from kv where k = '2025-01-06'
select k, n from kv where k = '2025-1-7'
select k, n from kv where k in ('2025-01-08', '2025-01-09') order by k
update kv set n = 10 where k = '2025-01-06'
delete from kv where k = '2025-01-09'
select k, n from kv order by k
insert into fixed values (7.5, 1), ('8.50', 2), (9, 3), ('10.00', 4)
select k, n from fixed where k = 7.50
select k, n from fixed where k = '8.5'
select k, n from fixed where k in (9.0, 10) order by k
select p.k, q.n from fixed p join fixed q on p.k = q.k order by p.k
insert into padded values ('a', 1), ('B', 2), (3, 3)
select k, n from padded where k = 'A'
select k, n from padded where k = 'c'
select k, n from padded where k in ('b', 'C') order by k
