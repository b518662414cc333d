-- A variable has all digits of a DOUBLE, however many its column shows.
sh: create table users (id bigint primary key, d double(10,2))
insert into users values (1, 1.25), (2, 0.1), (3, 0.2), (4, -0.01)
select d / 3 into @v from users where id = 1
select @v, @v * 1e6
set @v = (select max(d) / 3 from users)
select @v, @v * 1e6, concat(@v)
select avg(d) into @v from users where id < 4
select @v, concat(@v)
set @v = (select d / 3 from users where id = 2)
select @v, concat(@v)
