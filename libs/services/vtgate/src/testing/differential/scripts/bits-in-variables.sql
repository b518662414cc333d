-- The bits of a column are a number in a user variable.
sh: create table users (id bigint primary key, bt bit(20), n int)
insert into users values (1, b'1010', 1), (2, b'11111111111111111111', 2), (3, null, 3)
set @a = (select bt from users where id = 1), @b = (select max(bt) from users)
select @a, @b, @a + 1, hex(@b)
select bt, n into @a, @b from users where id = 2
select @a, @b
select id from users where bt = @a
