-- A variable that becomes NULL keeps the type that it had, or takes that of what it was set to.
sh: create table users (id bigint primary key, n int, s varchar(20), d decimal(10,2), dt date)
un: create table plain_t (id int primary key, n int)
insert into users values (1, 3, 'Ann', 1.5, '2024-01-31'), (2, null, null, null, null)
set @a = 5, @b = 'x', @c = 1.5, @f = 1e0
set @a = null, @b = null, @c = null, @f = null
select @a, @b, @c, @f, @a + 1
select id, @a x, coalesce(@a, n) z, n * @a, @f + n from users order by id
select null, null into @a, @b
select @a
select @b
select n, d, s into @a, @c, @b from users where id = 2
select @a, @b, @c
set @q = (select n from users where id = 2)
select @q
set @q = @c
select @q
set @t = date'2024-01-02'
set @t = null
select @t
select @never
set @never = null
select @never
select max(n), max(d) into @a, @c from users where id > 5
select @a
select @c
select n'x', N'a' 'b', id from users order by id
select n'x'
