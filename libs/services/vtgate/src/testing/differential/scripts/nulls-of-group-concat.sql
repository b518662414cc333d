-- on MariaDB too
-- In the order of a GROUP_CONCAT, NULL is what its bytes are: zero, or an empty text.
sh: create table users (id bigint primary key, n int default 5, d decimal(10,2), t varchar(10), dt datetime, f double, f4 float, tm time, y year, b varbinary(5), e enum('x','y'), bt bit(3), l varchar(10) collate utf8mb4_bin, u int unsigned, tt text, s set('a','b'))
insert into users values (1,1,5,'a','2020-01-01',1,1,'10:00:00',2000,'a',1,b'1','a',1,'a',1),(2,-1,-20,'','1999-01-01',-1,-1.5,'-10:00:00',0,'',2,b'0','',0,'',0),(3,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null),(4,0,0,'z','2000-01-01',0,0,'00:00:00',1999,x'00','y',b'0',' ',0,' ','b'),(5,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null)
select group_concat(id order by n, id) from users
select group_concat(id order by n desc, id) from users
select group_concat(id order by d desc, id) from users
select group_concat(id order by t desc, id) from users
select group_concat(id order by dt desc, id) from users
select group_concat(id order by f, id) from users
select group_concat(id order by f4, id) from users
select group_concat(id order by tm, id) from users
select group_concat(id order by tm desc, id) from users
select group_concat(id order by y desc, id) from users
select group_concat(id order by b desc, id) from users
select group_concat(id order by e, id) from users
select group_concat(id order by bt desc, id) from users
select group_concat(id order by l desc, id) from users
select group_concat(id order by u desc, id) from users
select group_concat(id order by tt desc, id) from users
select group_concat(id order by s desc, id) from users
select group_concat(id order by n+1, id) from users
select group_concat(id order by f*2, id) from users
select group_concat(id order by concat(tt,'') desc, id) from users
select group_concat(id order by coalesce(d,null), id) from users
select group_concat(id order by if(id>2,null,n), id desc) from users
select group_concat(id order by cast(n as signed), id desc) from users
select group_concat(id order by addtime(tm,'1:00:00'), id desc) from users
select group_concat(id order by tm+0, id desc) from users
select group_concat(id order by (select n), id desc) from users
select group_concat(distinct n order by n) from users
select group_concat(distinct id,n order by n, id) from users
select group_concat(id order by n is null, n, id) from users
select group_concat(a.id, '-', b.id order by b.n, a.id, b.id) from users a left join users b on b.id = a.n
select group_concat(a.id order by b.f, a.id desc) from users a left join users b on b.id = a.n
select a.n, group_concat(a.id order by b.f, a.id desc) from users a left join users b on b.id = a.n group by a.n
