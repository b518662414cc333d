-- What FOUND_ROWS() tells after statements of every kind: only what runs like a query counts rows.
-- on MariaDB too
sh: create table users (id bigint primary key, n int)
insert into users values (1,1),(2,2),(3,3),(4,4),(5,5)
select sql_calc_found_rows id from users order by id limit 2
show warnings
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
show errors
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
show count(*) warnings
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
show create table users
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
explain select * from users where id = 1
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
desc users
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
show grants
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
set @x = 1
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
insert into users values (100,1)
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
delete from users where id = 100
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
delete from users where id < 2
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
show engines
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
show collation like 'utf8mb4_bin'
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
show variables like 'auto%'
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
begin
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
commit
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
select 1
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
select * from users limit 0
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
select nope
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
values row(1), row(2)
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
select 1 union select 2
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
show columns from users
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
replace into users values (2, 3)
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
insert into users select id + 1000, n from users
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
show privileges
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
show status like 'delayed_errors'
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
show triggers
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
show plugins
select found_rows(), row_count()
select sql_calc_found_rows id from users order by id limit 2
do 1
select found_rows(), row_count()
select id into @x from users where id = 1
select found_rows(), row_count()
select id into @x from users where id = -1
select found_rows(), row_count()
select id into @x from users order by id limit 1
select found_rows(), row_count()
select id into @x from users
select sql_calc_found_rows id from users where id = ) limit 2
