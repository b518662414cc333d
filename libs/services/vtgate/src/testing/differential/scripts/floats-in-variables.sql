-- on MariaDB too
-- A user variable has a FLOAT as the DOUBLE that it is, and not as the six digits that are shown of it.
sh: create table users (id bigint primary key, n int, f float, d double)
sh: create table posts (id bigint, author_id bigint, f float, primary key (author_id, id))
insert into users values (1, 1, 2.3333333, 2.3333333), (2, 1, 16777217, 0.1), (3, 2, 3.402823466e38, 1), (4, 2, -0.1, 0.1), (5, 3, null, null), (6, 3, 1.5, 1.5)
insert into posts values (1, 1, 0.7), (1, 2, 1e-20), (2, 7, 2.3333333)
set @f = (select f from users where id = 1)
select @f + 0, @f * 3, @f = 2.33333
select id from users where f = @f
select u.id, p.id from users u join posts p on p.f = @f where u.f = @f
select f, d into @f, @d from users where id = 4
select @f + 0, @f = -0.1, @d + 0
select id, f = @f, f < @f, d = @d from users order by id
select f into @f from users where id = 2
select @f + 1, id from users where f = @f
set @f = (select max(f) from users), @g = (select f from posts where author_id = 2)
select @f + 0, @g + 0
select id from users where f = @f
select max(f), min(f) into @f, @g from posts
select @f + 0, @g + 0, id from users where f = @f
select u.f, p.f into @f, @g from users u join posts p on p.author_id = u.id + 6 where u.id = 1
select @f + 0, @f = @g
set @g = @f, @h = (select f from users where id = 5)
select @g + 0, @h + 0
select f into @f from users where id = 5
select @f + 0, ifnull(@f, 1)
