-- for MariaDB alone
-- A user variable keeps more digits of a quotient than a column of it would show.
sh: create table users (id bigint primary key, n int)
insert into users values (1, 1), (2, 2), (3, null)
set @a = 7 / 3, @b = 127, @c = 5/3, @d = 1.50, @z = 0/1.0
select @a, @b, @c, @d, @z
select @a, @a + 8, @c from users order by id
set @t = '1' / 3, @u = 1e0 / 3, @v = null / 2
select @t, @u, @v
set @a = @a / 2
select @a, id * @a from users order by id
begin
set @a = 1 / 7
insert into users values (4, @a * 70)
rollback
select @a
select id from users where id > @a * 10 order by id
set @`a b` = 2/3
select @`a b`
