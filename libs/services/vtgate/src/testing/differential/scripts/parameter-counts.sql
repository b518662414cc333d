-- on MariaDB too
-- Too many or too few arguments of a function that is none of the grammar's are counted, not no SQL.
sh: create table users (id bigint primary key, n int, s varchar(20))
insert into users values (1, 3, '{"a": 1}'), (2, null, '[1]')
select regexp_replace('abc')
select regexp_substr(s) from users
select regexp_instr() from users where id = 1
select json_set(s) from users
select json_set(s, '$.a') from users
select json_type() from users
select json_object('a') from users
select json_extract(s) from users
select locate('a') from users
select rtrim(s, 'a') from users
select get_lock('a')
select release_all_locks(1)
select extractvalue(s) from users
select st_astext() from users
select abs() from users
select abs(1, 2)
select if(1, 2) from users
select insert('a', 1) from users
select mod(1) from users
insert into users (id, s) values (20, regexp_replace('a'))
update users set s = json_set('{}') where id = 1
update users set s = json_set(s, '$.a') where id = 1
delete from users where json_type(s, 1) = 'x'
select * from users order by id
