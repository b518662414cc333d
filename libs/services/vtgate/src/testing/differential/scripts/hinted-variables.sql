-- on MariaDB too
-- What SET_VAR says of one statement holds for what is computed above the shards too.
sh: create table users (id bigint primary key, n int, c decimal(10, 3), s varchar(30))
insert into users values (1, 3, 1.5, 'Ann'), (2, null, 2.25, 'bob'), (3, 3, -1, 'carol'), (4, 5, null, 'dave')
select /*+ set_var(div_precision_increment=10) */ avg(c), avg(n) from users
select /*+ SET_VAR(div_precision_increment = 8) */ n, sum(c) / 7 from users group by n order by n
select /*+ set_var(group_concat_max_len=5) */ group_concat(s order by s desc) from users
select /*+ set_var(div_precision_increment=2) set_var(group_concat_max_len=7) */ avg(c), group_concat(s order by id) from users
select avg(c), group_concat(s order by id) from users
