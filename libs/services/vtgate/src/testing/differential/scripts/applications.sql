-- As frameworks and plugins write them.
sh: create table users (id bigint primary key, name varchar(50), age int, prefs json)
sh: create table posts (id bigint, author_id bigint, title varchar(100), status varchar(20), views int unsigned, tags json, primary key (author_id, id))
insert into users values (1,'Ann',30,'{"a":1}'),(2,'bob',25,'{"a":[1,2]}'),(3,'cem',null,null),(4,'dora',41,'[]'),(5,'ANN',30,'{"a":1.5}')
insert into posts values (1,1,'Hello','publish',10,'["a"]'),(2,1,'World','draft',0,'[]'),(3,2,'hello','publish',25,null),(4,3,'x','publish',7,'["b"]'),(5,5,'y','trash',25,'["a","c"]')
select id, prefs->'$.a' from users order by prefs->'$.a', id
select id from users order by prefs->>'$.a' desc, id
select id from users order by prefs, id
select sql_calc_found_rows p.id from posts p join users u on u.id = p.id where p.status = 'publish' group by p.id order by p.id desc limit 2
select found_rows()
select u.id, (select p.title from posts p where p.author_id = u.id order by p.views desc limit 1) t from users u order by u.id
select status, sum(views) s, sum(sum(views)) over () t, rank() over (order by sum(views) desc) r from posts group by status order by r, status
with recursive seq as (select 1 n union all select n+1 from seq where n < 5) select s.n, u.name from seq s left join users u on u.id = s.n order by s.n
select t.tag, count(*) from posts, json_table(tags, '$[*]' columns (tag varchar(10) path '$')) t group by t.tag order by 1
insert into posts (id, author_id, title, status, views) select id + 100, author_id, title, status, views from posts where status = 'publish'
insert into users (id, name, age) values (1, 'Dup', 1), (9, 'nine', 9) as new on duplicate key update name = new.name, age = users.age + new.age
delete u from users u left join posts p on p.author_id = u.id where p.id is null
update users set prefs = json_set(prefs, '$.b', id) where prefs is not null
select * from users order by id
select * from posts order by author_id, id
