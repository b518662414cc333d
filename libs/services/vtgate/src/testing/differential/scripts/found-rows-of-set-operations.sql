-- FOUND_ROWS() counts the rows that the OFFSET of a set operation, or of a query around one in parentheses, skipped.
sh: create table users (id bigint primary key, n int)
insert into users values (1,1),(2,2),(3,1),(4,2),(5,1),(6,3),(7,3)
select id from users union select id + 100 from users order by id limit 3 offset 2
select found_rows()
select id from users where n = 1 union all select id + 100 from users where n = 1 order by id limit 3 offset 4
select found_rows()
(select id from users order by id limit 5 offset 1) union all (select id from users order by id limit 5 offset 2)
select found_rows()
(select id from users order by id limit 3 offset 2) limit 2 offset 1
select found_rows()
(select id from users order by id limit 3 offset 2) limit 2
select found_rows()
values row(1), row(2), row(3) order by column_0 limit 1 offset 1
select found_rows()
table users order by id limit 2 offset 3
select found_rows()
(select id from users order by id limit 3 offset 2) order by id desc limit 2 offset 1
select found_rows()
