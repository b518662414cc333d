-- on MariaDB too
-- UPDATE IGNORE of rows that belong to another shard then: one whose new key another has stays. MySQL warns of it, MariaDB does not.
sh: create table users (id bigint primary key, n int)
sh: create table posts (id bigint, author_id bigint, v int, primary key (author_id, id))
insert into users values (1, 3), (2, null), (3, 3)
insert into posts values (1, 1, 10), (1, 2, 20), (1, 4, 40), (2, 4, 50), (3, 9, 60)
update ignore posts set author_id = 4, id = 2 where author_id in (1, 2)
show warnings
update ignore posts set author_id = author_id + 1
show warnings
select * from posts order by author_id, id
update ignore users set id = 3 where id < 3
show warnings
update ignore users set id = id + 1
begin
update ignore users set id = id + 2
show warnings
commit
select * from users order by id
