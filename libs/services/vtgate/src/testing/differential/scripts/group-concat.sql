-- GROUP_CONCAT over shards is put in order, told apart and cut by the gate.
-- natively
sh: create table users (id bigint primary key, name varchar(20), n int, e enum('small','big','huge'), f float, dt date, b varchar(20) collate utf8mb4_bin, l varchar(20) character set latin1, vb varbinary(10), bi bit(8), de decimal(8,2), j json, g varchar(20) collate utf8mb4_general_ci)
sh: create table posts (author_id bigint primary key, t varchar(300), n int)
insert into users values (1,'Ann',1,'big',1.5,'2024-01-01','x','é','a',b'1',1.50,'1','q'),(2,'ann',2,'small',0.1,'2024-01-02','X','b','b',b'1',2.25,'[2]','Q'),(3,'Bob',1,'huge',0.1,null,'x','é','c',b'10',3,'{"a": 1}','r'),(4,null,2,'big',3,'2023-01-01',null,'z',null,null,null,null,null),(5,'zoë',1,null,null,'2024-01-01','y','a','a',b'1',1.5,'1','s'),(6,'Zoe',3,'small',7,'2024-05-05','z','y','d',b'1',2.25,'1','s')
insert into posts values (1, repeat('a', 300), 1),(2, repeat('b', 300), 1),(3, repeat('ü', 300), 1),(4, repeat('d', 300), 1),(5, repeat('e', 300), 2),(6, repeat('f', 300), 2),(7, repeat('g', 300), 2),(8, repeat('h', 300), 2)
select group_concat(id order by id) from users
select group_concat(name order by id desc) from users
select n, group_concat(name order by id separator '; ') from users group by n order by n
select n, group_concat(distinct n order by n desc) from users group by n order by n
select group_concat(distinct name order by name) from users
select group_concat(distinct n order by n desc separator '') from users
select group_concat(id, ':', name order by id) from users
select group_concat(distinct n, e order by n, e) from users
select group_concat(e order by e, id) from users
select group_concat(distinct f order by f) from users
select group_concat(f order by id) from users
select group_concat(b order by b, id) from users
select group_concat(distinct b order by b) from users
select group_concat(l order by l, id) from users
select group_concat(distinct l order by l) from users
select group_concat(vb order by vb, id) from users
select group_concat(vb) from users where n = 3
select group_concat(de order by de, id) from users
select group_concat(dt order by dt desc, id) from users
select group_concat(j order by id) from users
select group_concat(g order by g, id) from users
select group_concat(name order by 1, id) from users
select group_concat(id order by n desc, id) c, count(*), sum(n), max(name) from users
select group_concat(upper(name) order by length(name), id) from users
select n, group_concat(name order by id) x from users group by n having x like '%Zoe%'
select length(group_concat(t order by author_id)) from posts
select group_concat(t order by author_id) from posts
show warnings
select n, group_concat(t order by author_id) from posts group by n order by n
show warnings
select group_concat(u.name order by p.author_id) from users u join posts p on p.author_id = u.id + 1
select u.n, group_concat(distinct u.n order by u.n), group_concat(p.n order by p.author_id desc) from users u join posts p on p.author_id = u.id + 1 group by u.n order by u.n
select group_concat(id order by id) from users where id > 100
select n, group_concat(id order by id) from users where id > 100 group by n
select group_concat(null order by id) from users
select group_concat('x' order by id) from users
select group_concat(distinct name, '-', n order by n desc, name) from users
set group_concat_max_len = 10
select group_concat(id order by id) from users
select n, group_concat(name order by id) from users group by n order by n
show warnings
select group_concat(id) from users where n = 3
set group_concat_max_len = 4
set group_concat_max_len = default
select id, (select group_concat(p.author_id order by p.author_id) from posts p where p.n = u.n) from users u order by id
select group_concat(distinct s order by s), group_concat(n order by id separator '; ') from users
