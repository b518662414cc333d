-- natively
-- A long text that a subquery gives is computed, and says so of its digits.
sh: create table users (id bigint primary key, n int, tx text, b blob, e enum('a','b'))
sh: create table posts (id bigint, author_id bigint, n int, tx text, primary key (author_id, id))
insert into users values (1, 3, 'one', 'x', 'a'), (2, null, null, null, null), (3, 3, 'three', 'y', 'b'), (4, 1, 'four', 'z', 'a')
insert into posts values (1, 1, 3, 'p'), (1, 2, 5, 'q'), (1, 4, 7, null), (2, 4, 3, 'r'), (3, 9, 1, 's')
select a.id, (select b.tx from users b where b.id = a.n) x, (select b.b from users b where b.id = a.n) y from users a
select a.id, (select p.tx from posts p where p.author_id = a.n order by p.id limit 1) x from users a order by a.id
select id, (select tx from users where id = 3) x, (select b from users where id = 3) y, (select e from users where id = 3) z from posts
