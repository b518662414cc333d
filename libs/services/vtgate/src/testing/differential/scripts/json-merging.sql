-- JSON_MERGE_PATCH goes on from what is no object, also after a NULL.
sh: create table users (id bigint primary key, n int, j json)
sh: create table posts (id bigint, author_id bigint, v int, j json, primary key (author_id, id))
insert into users values (1, 3, '{"a":1}'), (2, 9, null), (4, 5, '[1]'), (5, 7, 'null')
insert into posts values (1, 1, 10, '{"b":null,"c":[2]}'), (2, 1, 4, null), (1, 2, 6, '"x"'), (2, 4, 8, '[]')
select u.id, p.id, p.author_id, json_merge_patch(u.j, p.j), json_merge_patch(p.j, u.j, json_object('d', p.v)), json_merge_patch(u.j, null, p.j) from users u left join posts p on p.v > u.n order by 1, 3, 2
select u.id, p.id, p.author_id, json_merge_patch(p.j, json_array(u.n)), json_merge_patch(p.j, json_object('n', u.n)), json_merge_preserve(u.j, p.j) from users u left join posts p on p.v > u.n order by 1, 3, 2
select json_merge_patch(null, '[]'), json_merge_patch(null, '{}'), json_merge_patch('{}', null, '{"a":1}'), json_merge_patch(null, '{}', '[3]'), json_merge_patch(null, 'null'), json_merge_patch('[1]', null)
