<?php
// One real program of PHP's mysqli (mysqlnd): prints what an application sees. Arguments: port, database.
mysqli_report(MYSQLI_REPORT_OFF);
[, $port, $database] = $argv;
$db = mysqli_init();
$db->real_connect('127.0.0.1', 'root', '', $database, (int)$port);
$db->set_charset('utf8mb4');

function show($value) {
  if (is_string($value) && strlen($value) > 100) return md5($value);
  if (is_string($value) && !mb_is_utf8($value)) return bin2hex($value);
  return $value;
}
function mb_is_utf8($text) { return preg_match('//u', $text) === 1 && !str_contains($text, "\0"); }
function columns($result) {
  return array_map(fn($f) => "$f->name:$f->orgname:$f->table:$f->type:$f->length:$f->flags:$f->decimals", $result->fetch_fields());
}
function tell($db, $sql, $result) {
  if ($result === false) { echo "$sql !! $db->errno $db->sqlstate\n"; return; }
  if ($result === true) { echo "$sql -> $db->affected_rows $db->insert_id $db->info\n"; return; }
  $rows = array_map(fn($row) => array_map('show', $row), $result->fetch_all(MYSQLI_NUM));
  echo "$sql -> ", json_encode($rows), ' ', json_encode(columns($result)), "\n";
}
function run($sql) { global $db; tell($db, $sql, $db->query($sql)); }
function prepared($sql, $types, ...$values) {
  global $db;
  $statement = $db->prepare($sql);
  if (!$statement) { echo "prepare $sql !! $db->errno $db->sqlstate\n"; return; }
  if ($types !== '') $statement->bind_param($types, ...$values);
  if (!$statement->execute()) { echo "execute $sql !! $statement->errno $statement->sqlstate\n"; return; }
  $result = $statement->get_result();
  if ($result === false) { echo "execute $sql -> $statement->affected_rows $statement->insert_id\n"; return; }
  $rows = array_map(fn($row) => array_map('show', $row), $result->fetch_all(MYSQLI_NUM));
  echo "execute $sql -> ", json_encode($rows), ' ', json_encode(columns($result)), "\n";
}

run('delete from dt');
run("set sql_mode = ''");
run("insert into dt values (1, -1, 65535, -5, 7, 18446744073709551615, 1.5, 2.25, '123456789012345.12345', '2020-02-03',"
  . " '-10:11:12.345', '2020-02-03 04:05:06.789012', '2020-01-01 00:00:01', 1999, 'ab', 'vär', x'00010203', x'ff00',"
  . " x'00ff', 'text', 'a', 'x,y', '{\"a\": [1, 2]}', b'1010101010')");
run("insert into dt (id, da, dtm) values (2, '0000-00-00', '0000-00-00 00:00:00')");
run('select * from dt where id = 1');
prepared('select * from dt where id = ?', 'i', 1);
prepared('select * from dt where id = ?', 'i', 2);
prepared('insert into dt (id, bu, de, v, vb, j, dbl) values (?, ?, ?, ?, ?, ?, ?)', 'isssssd', 3, '18446744073709551615', '-1.5', "é'\\", "\0\xff'\\", '{"b": null}', 2.5);
prepared('select bu, de, v, vb, j, dbl from dt where id = ?', 'i', 3);
prepared('insert into dt (id) values (?)', 'i', 3);
prepared('select nope from dt where id = ?', 'i', 3);
prepared('selec ?', 'i', 3);

$statement = $db->prepare('insert into dt (id, bl) values (9, ?)');
$null = null;
$statement->bind_param('b', $null);
for ($i = 0; $i < 20; $i++) $statement->send_long_data(0, str_repeat(chr($i), 1_000_000));
echo 'long data ', json_encode($statement->execute()), "\n";
run('select bl from dt where id = 9');

$statement = $db->prepare('select id from dt order by id');
$statement->attr_set(MYSQLI_STMT_ATTR_CURSOR_TYPE, MYSQLI_CURSOR_TYPE_READ_ONLY);
$statement->execute();
$statement->bind_result($id);
while ($statement->fetch()) echo "cursor $id\n";
$statement->close();

if ($db->multi_query('select 1 as a; select 2 as b; delete from dt where id = 1; selec')) {
  do {
    $result = $db->store_result();
    echo 'multi ', $result ? json_encode($result->fetch_all()) : "$db->affected_rows", "\n";
  } while ($db->more_results() && $db->next_result());
}
echo "multi ended with $db->errno\n";
$db->begin_transaction(MYSQLI_TRANS_START_READ_WRITE);
run('insert into dt (id, i) values (70, 1), (71, 2), (72, 3), (73, 4)');
$db->savepoint('a');
run('delete from dt where i > 2');
run('rollback to a');
run('select id, i from dt where i is not null order by id');
$db->rollback();
$db->autocommit(false);
run('update dt set i = 5 where id = 3');
$db->commit();
$db->autocommit(true);
run('insert ignore into dt (id) values (3)');
echo 'warnings ', $db->warning_count, ' ', json_encode($db->get_warnings()?->errno), "\n";
run('select sql_calc_found_rows id from dt order by id limit 1');
run('select found_rows()');
run('select @@autocommit, database(), @nothing');
$unbuffered = $db->query('select id from dt order by id', MYSQLI_USE_RESULT);
while ($row = $unbuffered->fetch_row()) echo "unbuffered $row[0]\n";
$unbuffered->free();
$db->query('select sleep(0)', MYSQLI_ASYNC);
$links = $errors = $rejects = [$db];
echo 'async ', mysqli_poll($links, $errors, $rejects, 5), ' ', json_encode($db->reap_async_query()->fetch_all()), "\n";
echo 'change user ', json_encode($db->change_user('root', '', $database)), "\n";
echo 'ping ', json_encode($db->query('do 1')), ' ', $db->character_set_name(), ' ', $db->stat() !== false ? 'stat' : '', "\n";
run('delete from dt');
$id = $db->thread_id;
$other = new mysqli('127.0.0.1', 'root', '', $database, (int)$port);
echo 'other ', json_encode($other->query('select 1')->fetch_all()), "\n";
$other->close();
$db->close();
