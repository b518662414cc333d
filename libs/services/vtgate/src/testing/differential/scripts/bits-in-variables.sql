-- on MariaDB too
-- The bits of a column are a number in a user variable; MariaDB shows those that are no column's as digits.
sh: create table users (id bigint primary key, bt bit(20), n int)
sh: create table posts (id bigint, author_id bigint, b bit(24), primary key (author_id, id))
insert into users values (1, b'1010', 1), (2, b'11111111111111111111', 2), (3, null, 3), (5, 100, 5)
insert into posts values (4, 4, 3223600), (5, 5, 12345)
set @a = (select bt from users where id = 1), @b = (select max(bt) from users)
select @a, @b, @a + 1, hex(@b)
set @a = (select bt from users where id = 5), @b = (select b from posts where author_id = 4)
select @a, @b
select bt, n into @a, @b from users where id = 2
select @a, @b
select id from users where bt = @a
select b, coalesce(b, b) into @a, @b from posts where author_id = 4
select @a, @b
select b, ifnull(b, b) into @a, @b from posts where author_id = 5
select @a, @b
select max(b), min(b) into @a, @b from posts
select @a, @b
select b into @a from (select distinct b from posts where id > 4) d where b < 99999
select @a
select b into @a from (select b from posts where id = 4 union select b from posts where id = 4) d
select @a
select b into @a from (select min(b) b from posts) d
select @a
select a.bt, if(1, b.b, b.b) into @a, @b from users a join posts b on a.id = b.id where a.id = 5
select @a, @b
