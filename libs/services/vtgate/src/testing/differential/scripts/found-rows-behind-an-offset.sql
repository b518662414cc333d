-- FOUND_ROWS() counts the rows that a LIMIT's OFFSET skipped, too, where there are some behind them.
-- on MariaDB too
sh: create table users (id bigint primary key, n int)
un: create table plain (id bigint primary key, n int)
insert into users values (1,1),(2,2),(3,1),(4,2),(5,1),(6,3),(7,3)
insert into plain values (1,1),(2,2),(3,1),(4,2),(5,1),(6,3),(7,3)
select id from users order by id limit 3 offset 2
select found_rows(), row_count()
select id from users order by id limit 4, 30
select found_rows()
select id from users where id = 3 limit 2 offset 0
select found_rows()
select id from plain order by id limit 3 offset 2
select found_rows()
select id from plain order by id limit 5, 3
select found_rows()
select n, count(*) from users group by n order by n limit 1 offset 1
select found_rows()
select distinct n from users order by n limit 5 offset 2
select found_rows()
select id from (select id from users order by id limit 5 offset 1) d order by id limit 2 offset 1
select found_rows()
select id from (select id from users order by id limit 5 offset 1) d order by id
select found_rows()
with c as (select id from users) select id from c order by id limit 2 offset 3
select found_rows()
(select id from users order by id limit 3 offset 2)
select found_rows()
select sql_calc_found_rows id from users order by id limit 2 offset 3
select found_rows()
prepare s from 'select id from users order by id limit ? offset ?'
set @a = 2, @b = 3
execute s using @a, @b
select found_rows()
prepare s from 'select id from plain where n < 3 order by id limit ?, ?'
execute s using @a, @b
select found_rows()
select id into @x from users order by id limit 1 offset 3
select found_rows(), @x
