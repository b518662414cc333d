-- EXECUTE takes its variables' values as of the types that were derived for the parameters.
sh: create table users (id bigint primary key, n int, d decimal(10,2), f double, s varchar(99), b bit(8), ts datetime)
insert into users values (1, 3, 9.32, null, null, b'101', '2024-01-31 10:11:12'), (2, null, 1.4, null, null, b'1', null)
set @i = 1, @t = '1.50', @w = '4', @d = 2.5, @f = 2e0
-- in sh
prepare st from 'update users set f = coalesce(d, ?) / 3'
execute st using @i
select * from users order by id
execute st using @t
select * from users order by id
prepare st from 'update users set s = coalesce(n, ?) / 3'
execute st using @w
select * from users order by id
prepare st from 'update users set s = d * ?'
execute st using @t
select * from users order by id
prepare st from 'select id, coalesce(n, ?), d * ? from users order by id'
execute st using @w, @t
prepare st from 'select id, b + ? as x from users order by id'
execute st using @w
prepare st from 'select max(ts + ?) as x from users'
execute st using @i
