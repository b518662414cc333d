-- for MariaDB alone
-- What a stored program could have, outside of one; and sequences, whose last value is the session's.
un: create table t (id int primary key auto_increment, v int, s varchar(20))
sh: create table users (id bigint primary key, n int)
-- in un
begin not atomic declare x int default 3; insert into t (v) values (x), (x + 1); end
select v from t order by id
begin not atomic set @q = 5; select @q + 1; end
select @q
if (select count(*) from t) > 0 then insert into t (v) values (99); end if
for i in 1..3 do insert into t (v) values (i); end for
while (select count(*) from t) < 8 do insert into t (v) values (0); end while
case 1 when 1 then insert into t (v) values (55); end case
repeat insert into t (v) values (77); until true end repeat
select v from t order by id
begin not atomic start transaction; insert into t (v) values (123); rollback; end
select count(*) from t where v = 123
set sql_mode = 'oracle'
begin null; end;
declare x int; begin x := 5; insert into t (v) values (x); end;
set sql_mode = default
select count(*) from t where v = 5
create sequence s1 start with 5
create table u (id int primary key default nextval(s1), v int)
insert into u (v) values (1), (2)
select nextval(s1)
select lastval(s1), previous value for s1
select setval(s1, 100)
select next value for s1
insert into u values (next value for s1, 7)
select lastval(s1)
select * from u order by id
alter sequence s1 restart 3
select nextval(s1)
drop table u
drop sequence s1
-- in sh
insert into users values (1, 1)
select * from users
