-- Over shards too an UPDATE of joined tables has no order and no limit.
sh: create table users (id bigint primary key, n int)
sh: create table posts (id bigint, author_id bigint, v int, primary key (author_id, id))
insert into users values (1, 3), (2, 4)
insert into posts values (1, 1, 10), (1, 2, 20)
update users, posts set users.n = v where users.id = author_id order by users.id
update users join posts on users.id = author_id set n = v limit 1
update users join posts on users.n = v set n = v order by v limit 1
update users set n = n + 1 order by id desc limit 1
select * from users order by id
update users join posts on users.id = author_id set nosuch = 1
