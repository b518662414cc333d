-- on MariaDB too
-- The right side of a NATURAL RIGHT JOIN comes first; MySQL shows RIGHT JOINs within NATURAL and USING ones so too, MariaDB does not.
sh: create table users (id bigint primary key, a int, ts int)
sh: create table posts (author_id bigint primary key, id bigint, ts int, b int)
sh: create table kv (k varchar(20) primary key, n int)
un: create table deps (z int primary key, id int, k varchar(20))
insert into users values (1,2,3),(2,3,4)
insert into posts values (1,1,5,6),(4,2,7,7)
insert into kv values ('7',8)
insert into deps values (9,1,'7')
select * from users natural right join kv; 
select * from users join posts using (id) natural right join kv
select * from kv natural right join (users join posts using (id))
select * from users join posts on users.id=posts.id natural right join kv
select * from (users join posts using (id)) natural left join kv
select * from users natural left join kv; 
select * from users natural join kv
select * from kv right join users on 1 natural right join deps
select * from kv natural right join users natural right join posts
select * from users natural right join kv natural right join (select 1 x) x
select * from users join posts using (id) right join kv on 1
select * from users join posts using (id) right join kv on 1 natural right join (select 5 x) x
select * from (select 5 x) x natural right join (kv right join (users join posts using (id)) on 1)
select * from users join posts using (id) natural right join kv join (select 1 y) y
select * from (users join posts using (id) natural right join kv) right join (select 1 y) y on 1
select * from users join posts using (id) natural right join kv natural join (select 1 y) y
select * from users join posts using (id) natural right join kv natural join (select 1 y, 3 id) y
select * from (users natural right join kv) natural join (select 1 y) y
select * from (users natural right join kv) natural join (select 1 y, 1 id) y
select * from (users natural right join kv) natural right join (select 1 y, 1 id) y
select * from (users natural right join kv) right join (select 1 y, 1 id) y using (id)
select * from (users natural right join kv) join (select 1 y, 1 id) y using (id)
select * from (users natural right join kv) left join (select 1 y, 1 id) y using (id)
select * from (users natural right join kv) natural right join (select 1 y) y
select * from (select 1 y, 1 id) y natural join (users natural right join kv)
select * from (select 1 y) y natural join (users natural right join kv)
select * from (select 1 y) y join (users natural right join kv)
select * from (users right join kv on 1) natural join (select 1 y) y
select * from (users right join kv on 1) natural join (select 1 y, 1 id) y
select * from ((users right join kv on 1) join (select 5 z) z on 1) natural join (select 1 y) y
select * from ((select 5 z) z join (users right join kv on 1)) natural join (select 1 y) y
select * from ((select 5 z) z left join (users right join kv on 1) on 1) natural join (select 1 y) y
select * from ((users right join kv on 1) right join (select 5 z) z on 1) natural join (select 1 y) y
select * from (select 1 y) y natural join ((users right join kv on 1) right join (select 5 z) z on 1)
select * from (users right join kv on 1) join (select 1 y, 1 id) y using (id)
select * from (users right join kv on 1) left join (select 1 y, 1 id) y using (id)
select * from (users right join kv on 1) right join (select 1 y, 1 id) y using (id)
select * from (users right join kv on 1) join ((select 5 z) z natural join (select 1 y) y)
select * from (users right join kv on 1) join (select 5 z) z natural join (select 1 y) y
select * from (users right join kv on 1) join ((select 5 z) z natural join (select 1 y) y) natural join (select 4 x) x
select * from ((users, kv) right join (select 5 z) z on 1) natural join (select 1 y) y
select * from (users right join (kv, (select 5 z) z) on 1) natural join (select 1 y) y
select x.* from (select * from users right join kv on 1) x natural join (select 1 y) y
select users.*, kv.* from (users right join kv on 1) natural join (select 1 y) y
select * from (users right join kv on 1) , (select 5 z) z natural join (select 1 y) y
