-- A user variable is compared by the collation that its value had.
sh: create table users (id bigint primary key, s varchar(20), b varchar(20) collate utf8mb4_bin, j json)
sh: create table kv (k varchar(20) collate utf8mb4_bin primary key, n int)
insert into users values (1, 'Ann', 'Ann', '{"a": "X"}'), (2, null, null, null), (3, 'bob', 'bob', '["b"]'), (4, 'Zoe', '', '"zoe"')
insert into kv values ('Ann', 1), ('ann', 2), ('bob', 3)
set @c = _utf8mb4'ann' collate utf8mb4_bin
select @c, collation(@c), @c = 'ANN'
select id from users where s = @c order by id
select id, s = @c, s like @c, @c in ('ANN', s) from users order by id
select id, case @c when 'ANN' then 1 else 2 end from users order by id
select count(*) from users group by @c = s order by 1
select u.id, v.id from users u join users v on u.id <> v.id and u.s = @c order by 1, 2
set @e = @c
set @f = concat(@c, 'x')
select @e = 'ANN', @f = 'ANNX', collation(@f)
set @d = (select b from users where id = 1)
select @d = 'ann', collation(@d)
select id from users where s = @d
select id, @d in ('ann', 'x') from users order by id
select k, n from kv where k = @d
select k, n from kv where k in (@d, @c) order by k
update kv set n = n + 10 where k = @c
update users set s = @c where id = 3
delete from kv where k = @d
select * from kv order by k
insert into kv values (@d, 7)
select * from kv order by k
select b, s into @b, @s from users where id = 1
select @b = 'ann', @s = 'ann', collation(@b), collation(@s)
select id from users where s = @b
select id from users where b = @s
select max(b), max(s) from users into @b, @s
select @b = 'BOB', @s = 'ZOE'
select group_concat(b order by id), count(*) into @b, @s from users
select @b = 'ANN,BOB,', @s
select * from users where id = 1 into @i, @s, @b, @j
select @b = 'ann', @s = 'ann', @j = '{"A": "x"}', @j = '{"a": "X"}'
set @j = json_object('a', 'X')
select @j, @j = '{"A": "x"}', @j = '{"a": "X"}', json_extract(@j, '$.a')
select id, json_extract(@j, '$.a') = json_extract(j, '$.a') from users order by id
update users set j = @j where id = 3
select id, j from users order by id
select @l := b from users where id = 1
select @l = 'ann', collation(@l)
select @l := concat(@l, 'x') from users where id = 1
select @l = 'annx'
set @u = upper('ann')
select @u = 'Ann', collation(@u)
select id from users where s = concat('A', lower('NN')) and @u = s
select id from users where s = @c collate utf8mb4_general_ci
select id from users where @c = s collate utf8mb4_general_ci
