-- What a prepared statement's answer says of its columns.
select * from t
select * from t where id = ?
select id, v, n, d, j, b, dec1 from t where v = ? and n > ?
select t.id as a, u.x from t join u on t.id = u.id where t.id in (?, ?)
select t.v, u.x from t join u on t.n = u.x where t.d > ?
select count(*) from t
select count(*), sum(n), avg(n), max(v), min(d) from t where n > ?
select n, count(*) c from t group by n having c > ?
select distinct v from t order by v limit ?
select * from t order by d desc limit 10 offset 5
select * from t order by n limit ?, ?
select sum(dec1), avg(dec1) from t
select (select max(x) from u) as m, t.id from t
select * from (select id, v from t where n = ?) q
with c as (select id, n from t) select c.n, count(*) from c group by c.n
select t.*, u.* from t left join u on u.id = t.id
select exists(select 1 from t where id = ?)
select now(), curdate(), 1, 'a', 1.5, null, true
select id from t for update
select j->'$.a', j->>'$.a' from t
select case when n > ? then 'many' else 'few' end from t
select date(d), year(d), d + interval 1 day from t
select ifnull(v, ''), coalesce(n, 0), nullif(n, 1) from t
select name, c from n where name like ?
values row(1, 'a')
table u
insert into t (id, v) values (?, ?)
update t set v = ? where id = ?
delete from t where id = ?
replace into u values (?, ?)
insert into u select id, n from t
show create table t
commit
create table nosuch2 (id int)
drop table if exists nosuch2
explain select * from t
select nosuch from t
select * from nosuch
select from
do ?
select id + 1, concat(v, 'x'), n * dec1, upper(v) from t
select last_insert_id(), database()
