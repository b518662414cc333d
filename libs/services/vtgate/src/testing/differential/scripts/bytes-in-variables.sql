-- on MariaDB too
-- A user variable of bytes is compared as bytes, and is no number, as a literal of them would be.
sh: create table users (id bigint primary key, s varchar(20), b varbinary(20), n int)
sh: create table kv (k varbinary(20) primary key, n int)
insert into users values (1, 'a', 'a', 5), (2, 'A', 'A', 6), (3, 'b', x'ff00', 65), (49, 'c', '1', 49)
insert into kv values ('a', 1), ('A', 2), (x'ff00', 3)
set @a = x'41', @f = x'ff00', @d = x'31'
select @a
select id from users where s = @a
select id, @a = s, @a = b, @a + n from users order by id
select @a, @a = s, id from users order by id
select @a, concat(@a, s), if(n > 5, @a, s), coalesce(@a, 1) from users order by id
select id from users where b = @f
select id from users where b in (@f, @a) order by id
select id from users where id = @d
select id from users where n = @a
select k, n from kv where k = @f
select k, n from kv where k in (@f, @a) order by n
select k from kv where k = @a or n = 3 order by n
update kv set n = n + 10 where k = @f
update users set b = @f, s = @a where id = 1
insert into kv values (@d, 9)
delete from kv where k = @a
select * from kv order by n
select * from users order by id
set @c = (select count(*) from users where s = @a), @e = concat(@a, 'x'), @g = (@a = 'a')
select @c, @e, @g
select s from users where s = @e
select cast(s as binary) into @b from users where id = 2
select id from users where s = @b order by id
select u.id, v.id from users u join users v on u.id < v.id and v.s = @b order by 1, 2
select max(@a), count(*) from users group by @a = s order by 2
select u.id from users u where exists (select 1 from kv where kv.k = u.b and kv.k <> @a) order by 1
select @a := 'q', id from users where id = 2
sh: create table fixed (k varchar(20) primary key, n int)
insert into fixed values ('a', 1), ('b', 2)
set @u = x'41', @v = x'62'
select k from fixed where k = @u
select k from fixed where k in (@u, @v, 'c')
select k from fixed where k in (@v)
