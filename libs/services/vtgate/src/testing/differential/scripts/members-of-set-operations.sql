-- on MariaDB too
-- Members of ENUMs and SETs are texts in a set operation, also where the operation is one route's table: they are ordered, grouped and told apart by their names.
sh: create table users (id bigint primary key, grp enum('zeta','alpha','mid'), flags set('z','y','x'))
sh: create table posts (id bigint, author_id bigint, kind enum('one','two'), primary key (author_id, id))
insert into users values (1,'zeta','z,x'),(2,'alpha','y'),(3,'mid',''),(4,'alpha','x,y'),(5,null,null)
insert into posts values (1,1,'one'),(2,1,'two'),(3,2,'one'),(4,4,'two'),(5,5,null)
select grp, count(*) from (select grp from users union all select kind from posts) q group by grp order by grp
select * from (select grp from users union all select grp from users where id > 2) q order by grp, 1
select * from (select flags from users union all select flags from users) q order by flags
select grp + 0, grp from (select grp from users union all select grp from users) q order by 1, 2
select grp from (select grp from users union all select grp from users) q where grp > 'm'
select grp from (select grp from users union all select grp from users) q where grp = 'mid'
select grp from (select grp from users union all select grp from users) q where grp > 1
select q.grp, p.kind from (select grp from users union all select kind from posts) q join posts p on q.grp = p.kind
select distinct grp from (select grp from users union all select kind from posts) q
select min(grp), max(grp), count(distinct grp), sum(grp), sum(grp+0) from (select grp from users union all select kind from posts) q
select min(grp), max(grp), count(distinct grp), sum(grp), sum(grp+0) from (select grp from users union all select kind from posts limit 100) q
select grp, rank() over (order by grp) from (select grp from users union all select kind from posts) q
select grp from (select grp from users union all select null) q order by grp
select grp from (select null grp union all select grp from users) q order by grp
select grp, count(*) from (select null grp union all select grp from users) q group by grp order by grp
select min(grp), max(grp), count(distinct grp), sum(grp) from (select grp from users union all select null) q
select grp + 0, grp from (select grp from users union all select null from users) q order by 1, 2
select grp + 0, grp from (select grp from users union all select null from users) q order by 2, 1
select distinct flags from (select flags from users union all select null from users) q
select flags from (select flags from users union all select null from users) q order by flags
-- Beside NULL alone they stay members.
select flags from users union all select null from users order by flags
select grp from users union all select null from users order by grp
select grp from users union select null from users order by grp
select grp from users union all select 'mid' from users order by grp
select grp from (select grp from users union all select 'mid' from users) q order by grp
select grp from (select grp from users union all select id from users) q order by grp
select grp, count(*) from (select grp from users union all select id from users) q group by grp
select distinct flags from (select flags from users union all select grp from users) q
select grp from (select grp from users intersect select grp from users) q order by grp
select grp from (select grp from users except select kind from posts) q order by grp
select grp from (select grp from users union select grp from users) q order by grp
select grp from (select grp from users limit 10) q order by grp
select grp from (select grp from users group by grp) q order by grp
select grp from (select ifnull(grp, grp) grp from users group by grp) q order by grp
select grp from (select min(grp) grp from users group by flags) q order by grp
select grp from (select distinct grp, row_number() over (order by grp) r from users) q order by grp
select grp from (select lag(grp) over (order by id) grp from users) q order by grp
select grp from (select first_value(grp) over (order by id) grp from users) q order by grp
select x.grp from (select (select grp from users where id = p.author_id) grp from posts p) x order by x.grp
select v.grp, a.id from users a join (select grp from users union all select grp from users) v on v.grp = a.grp order by v.grp, a.id
select v.grp, a.id from users a left join (select grp from users union all select grp from users) v on v.grp > a.grp order by v.grp, a.id
select grp from users where grp in (select grp from users union all select kind from posts) order by id
select grp from (select grp from users union all select grp from users) q group by grp having grp > 'b' order by grp desc
select grp, count(*) from (select grp from users union all select grp from users) q group by grp with rollup
select group_concat(grp order by grp), group_concat(distinct grp order by grp desc) from (select grp from users union all select grp from users) q
select grp from (select grp from users union all select grp from users union all select kind from posts) q order by grp limit 3
with q as (select grp, id from users union all select kind, id from posts) select a.grp, b.grp from q a join q b on a.id = b.id + 1 order by a.grp, b.grp
