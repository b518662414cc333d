-- Of no rows there is no group, also where all that is grouped by are constants.
sh: create table users (id bigint primary key, n int)
insert into users values (1, 2), (2, 3), (3, null)
select 1 from users where (null is true) group by date'2024-02-29'
select 1 from users where n > 100 group by date'2024-02-29'
select 1 from users where n > 100 group by 'a'
select 1 from users where n > 100 group by 1 + 1
select count(*) from users where n > 100 group by 'a'
select count(*) from users where n > 100 group by date'2024-02-29'
select 1 from users where n > 100 group by null
select 1 from users where (null is true) group by n
select 1 from users where false group by 'a'
select 1 from users where false group by date'2024-02-29'
select 1 from users where (null is true) group by 'a'
select count(*) from users where (null is true) group by 'a'
select count(*) from users where (null is true) group by date'2024-02-29'
select n from users where (null is true) group by n
select count(*), max(n), 'a' from users group by 'a'
select count(*), max(n) from users where n > 100 group by 'a', null having count(*) < 5
select count(distinct n) from users where n > 100 group by 'a'
select count(distinct n) from users group by 'a'
select count(*) from users a join users b on a.n = b.id where a.n > 100 group by 'a'
select count(*) from users a join users b on a.n = b.id group by 'a'
select 'x' k, count(*) from users where n > 100 group by k
select 'x' k, count(*) from users group by k order by k
select group_concat(n order by n), avg(n) from users group by 'q' order by 1
select id, (select count(*) from users y where y.n > x.id + 100 group by 'a') from users x order by id
