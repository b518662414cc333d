-- A condition on a group is one on the whole group: of texts that are equal it may hold for some only.
sh: create table users (id bigint primary key, ci varchar(20), b varchar(20) collate utf8mb4_bin, n int)
insert into users values (1, 'ss', 'a', 1), (2, 'ß', 'a ', 2), (3, 'ss', 'a', 3), (4, 'x', 'b', 4), (5, 'SS', 'a ', 5), (6, 'ß', 'c', 6), (7, 'X', 'd', 7), (8, null, null, 8)
select count(*), sum(n) from users group by ci having length(ci) < 10
select count(*), sum(n) from users group by ci having ascii(lower(ci)) > 0
select count(*), sum(n) from users group by ci having bin_to_uuid(left(concat(sha1('a'), ci), 16)) is not null
select count(*) from users group by ci having ci = 'SS'
select count(*) from users group by ci having ci in ('ss', 'x')
select count(*) from users group by ci having ci is null
select count(*) from (select ci, count(*) as c from users group by ci) q where length(q.ci) < 10 and c > 3
select b = 'a' as x, count(*) from users group by b having b = 'a'
