-- on MariaDB too
-- SQL_CALC_FOUND_ROWS in the first SELECT of a set operation counts all of it.
sh: create table users (id bigint primary key, n int)
sh: create table posts (author_id bigint, id bigint, n int, primary key (author_id, id))
insert into users values (1, 3), (2, null), (3, 4)
insert into posts values (1, 1, 5), (1, 2, 7), (2, 1, null), (3, 1, 9), (3, 4, 9)
select sql_calc_found_rows id from users union select id from posts order by 1 limit 2
select found_rows()
select sql_calc_found_rows id, id from users union all select id, n from posts order by 1, 2 limit 3
select found_rows()
select sql_calc_found_rows id from users where id = 1 union all select id from posts where author_id = 1 order by 1 limit 1
select found_rows()
select sql_calc_found_rows id from users union select id from posts order by 1
select found_rows()
select sql_calc_found_rows id from users union all select id from users union select id from posts order by 1 limit 1, 1
select found_rows()
select sql_calc_found_rows id from users order by id limit 1
select found_rows()
