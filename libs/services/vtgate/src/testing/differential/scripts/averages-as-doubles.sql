-- Where an average is computed with as a DOUBLE, it is its sum as one by its count, and not its own nine digits.
-- on MariaDB too
sh: create table users (id bigint primary key, g int, i int, v decimal(10,4), d double)
insert into users values (1,1,2,1.5,1.5),(2,1,1,2.25,0.5),(3,1,2,1.5,3),(4,2,5,9,1.5),(5,2,10,0.0001,1),(6,2,7,1,null),(7,3,null,null,2)
select avg(i) * 1.5e0, 3e0 - avg(v), avg(i) / 1e0, avg(i) + sum(d), round(avg(i) * 1.5e0) from users where id < 4
select sqrt(avg(i)), pow(avg(i), 2), exp(avg(v)), ln(avg(i)) from users where id < 4
select g, avg(i) * 1.5e0 x, avg(distinct i) * 1e0 from users group by g order by g
select g, avg(i) * 1.5e0 x from users group by g order by g
select g from users group by g having avg(i) * 3e0 >= 5 order by avg(i) * 1.5e0 desc
select id, (select avg(i) * 1.5e0 from users u where u.g = 1) x from users order by id
select avg(i) * 1.5e0 x from users where id < 4
select avg(i) * 1.5 x from users where id < 4
select x * 2 from (select avg(i) * 1.5e0 x from users where id < 4) q
select avg(i) * 1.5e0, sqrt(avg(i)), avg(i) from users where id > 100
select avg(i) * avg(d), avg(i) * avg(v), avg(i) * 1.5 from users
