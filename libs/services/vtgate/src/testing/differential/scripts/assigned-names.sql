-- What is assigned from left to right is the changed table's own column, not one of the same name elsewhere.
sh: create table users (id bigint primary key, n int, t datetime)
sh: create table posts (id bigint, author_id bigint, n int, j json, t datetime, primary key (id, author_id))
insert into users values (1, null, '2024-01-01'), (2, 7, '2024-01-02')
insert into posts values (1, 1, 3, null, null), (2, 2, 4, null, null), (3, 1, 5, null, null)
update posts a join users b on b.id = a.id set a.n = if(b.id <> 9, 8, coalesce(a.n % 30, 2)), a.j = json_object('a', coalesce(b.n, 0))
select * from posts order by id
update posts a join users b on b.id = a.id set a.n = b.id + 1, a.j = json_object('a', coalesce(b.n, 0), 't', (select max(users.n) from users where users.id <= a.author_id))
select * from posts order by id
update posts set posts.j = (select json_object('m', max(z.n)) from users z where z.n < z.n or z.t <> '2020-01-02'), posts.n = (select coalesce(min(z.n), 1) % 40 from users z where z.t = '2024-01-02') order by posts.id limit 3
select * from posts order by id
update posts set n = 5, j = (select json_object('m', max(z.n)) from users z where z.id = posts.author_id), t = (select max(z.t) from users z where z.n >= 1 and z.id <= posts.id) order by id limit 2
select * from posts order by id
update posts set n = 1, author_id = author_id + n, j = json_object('n', n) where id = 2
select * from posts order by id
update posts set author_id = author_id + 10, n = author_id, j = json_object('n', n, 'u', (select count(*) from users where users.id < posts.id)) order by id limit 2
select * from posts order by id
