-- Bytes that are no text reach the scratch server as they are: of BLOBs, of geometries, and of the query's own literals.
sh: create table users (id bigint primary key, n int, p point, g geometry, bl blob, vb varbinary(20), bits bit(10))
insert into users values (1, 1, point(1, 2), st_geomfromtext('linestring(0 0, 1 1)'), 0xf03f00ff, 0xc328, b'1111111111'), (2, 1, point(1, 2), null, 0xff, 'plain', b'11'), (3, 2, null, null, null, '', null)
select id, lag(bl) over (order by id), hex(lead(vb) over (order by id)), lag(bits) over (order by id) from users order by id
select id, row_number() over (order by id), p, st_astext(g) from users order by id
select distinct p, g from users
select p, count(*) from users group by p
select p from users union select g from users
select st_astext(st_collect(p)) from users
select a.id, b.id from users a join users b on st_equals(a.p, b.p) order by 1, 2
select a.p, b.g from users a left join users b on a.p = b.p and b.id > 1 order by a.id, b.id
select count(distinct p), max(vb) from users
select id, hex(lag(bl, 1, x'ff') over (order by id)), hex(first_value(x'c3') over (order by id)) from users order by id
