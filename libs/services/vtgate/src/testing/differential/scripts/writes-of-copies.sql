-- A table that every shard has tells its changes once.
sh: create table users (id bigint primary key, t8 int, acct_id bigint)
sh: create table everywhere (id bigint primary key, n int)
insert into users values (1,1,0),(2,1,0),(3,2,0),(4,2,0),(5,3,0),(6,4,0),(7,5,0)
insert into everywhere values (1,1),(2,2),(3,3),(4,7)
update users a join everywhere b on a.t8 = b.n set a.acct_id = 2, b.n = 9
select * from users order by id
select * from everywhere order by id
update users a join everywhere b on a.t8 = b.id set b.n = 10
update everywhere set n = 11 where id < 3
delete a, b from users a join everywhere b on a.t8 = b.id where a.t8 < 3
select * from everywhere order by id
