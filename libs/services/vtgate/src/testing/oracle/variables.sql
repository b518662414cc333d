-- User variables and their types, assignments in expressions, parameters among columns, table maintenance.
delete from t
delete from u
select @a
set @v=1, @w=1.5, @s='x', @n=null, @f=1.5e0, @uu=18446744073709551615
select @v, @w, @s, @n, @f, @uu
select @v+1
select @v+1 as z, @w+1, concat(@s,'y'), @n+1, @v*2.5, @f+1
select @v is null, @v=1, @v<2, if(@v,1,2), ifnull(@v,3), coalesce(@v,@w)
select sum(@v), max(@s), count(@v) from t
select @v, @s, id from t
insert into t(id,v) values (1,'a'),(2,'b'),(3,'c'),(4,'d')
insert into t(id,v) values (5,'a'),(6,'b')
select @x := 1
select @x
select @x := id from t where id=2
select @x
select @x := v from t where id=1
select @x
select @r := 1.5, @q := 'str', @e := null, @f := 1e0
select @r, @q, @e, @f
set @a = @b = 3
set @a := (@c := 4) + 1
select @a, @c
begin
select @x := id from t where id=1
update t set n = (@n := 7) where id=1
select n from t where id=1
rollback
select n from t where id=1
select @n, @x
set @k=3, @one=1
prepare s from 'select ? + 1, id from t where id=?'
execute s using @k, @one
prepare s from 'select ? as a'
execute s using @k
select @`q`, @"q", @'q'
analyze table t
check table t, u
check table nope
checksum table t
checksum table t, u
optimize table t
check table $KS.t
explain select id from t where id=1 union select 3
explain with c as (select id from t where id=1) select * from c
set session hostname = 'x'
set @@innodb_page_size = default
set global port = 1
set session max_connections = 5
set global max_connections = 'abc'
set global max_connections = 1.5
set @@global.wait_timeout = 'x'
set global long_query_time = 'x'
set global timestamp = 5
set global insert_id = 5
set global last_insert_id = 1
set global nosuch = 5
set global sql_mode = 1.5
set global autocommit = 1.5
set @nothing = null
prepare x from @nothing
prepare x from @nowhere
prepare x from ''
help 'select'
help 'no such thing'
help '%temporary%'
