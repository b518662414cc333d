-- on MariaDB too
-- BETWEEN has both its ends, also where one of them is the first of a shard's, or has no place at all.
sh: create table numbered (id bigint primary key, n int)
sh: create table keyed (id varbinary(20) primary key, n int)
insert into numbered values (0, 0), (1, 1), (4611686018427387903, 2), (4611686018427387904, 3), (4611686018427387905, 4), (9223372036854775807, 5)
insert into keyed values ('?', 1), ('@', 2), ('A', 3), (x'80', 4), (x'c0', 5), (x'c001', 6)
select id, n from numbered where id between 1 and 4611686018427387904 order by id
select id, n from numbered where id between 4611686018427387904 and 4611686018427387904
select id, n from numbered where id between -5 and 1 order by id
select id, n from numbered where id between -5 and -1
select id, n from numbered where id between 5 and 1
select id, n from numbered where id between null and 1
select id, n from numbered where id between 1 and null
update numbered set n = n + 100 where id between -1 and 4611686018427387904
delete from numbered where id between 4611686018427387905 and 9223372036854775807
select id, n from numbered order by id
select hex(id), n from keyed where id between '?' and '@' order by id
select hex(id), n from keyed where id between x'80' and x'c0' order by id
select hex(id), n from keyed where id between null and 'A'
