<?php
// One real program of PHP's PDO (pdo_mysql): prints what an application sees. Arguments: port, database.
[, $port, $database] = $argv;

function show($value) {
  if (is_string($value) && strlen($value) > 100) return md5($value);
  return is_string($value) && preg_match('//u', $value) !== 1 ? bin2hex($value) : $value;
}

foreach ([true, false] as $emulate) {
  $db = new PDO("mysql:host=127.0.0.1;port=$port;dbname=$database;charset=utf8mb4", 'root', '', [
    PDO::ATTR_EMULATE_PREPARES => $emulate,
    PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
    PDO::MYSQL_ATTR_FOUND_ROWS => $emulate,
    PDO::MYSQL_ATTR_INIT_COMMAND => "set session sql_mode = 'NO_ENGINE_SUBSTITUTION', time_zone = '+02:00'",
  ]);
  $run = function (string $sql, array $values = []) use ($db) {
    try {
      $statement = $db->prepare($sql);
      $statement->execute($values);
      if ($statement->columnCount() === 0) { echo "$sql -> {$statement->rowCount()} {$db->lastInsertId()}\n"; return; }
      $meta = array_map(fn($i) => $statement->getColumnMeta($i), range(0, $statement->columnCount() - 1));
      $columns = array_map(fn($m) => "$m[name]:$m[table]:" . ($m['native_type'] ?? '?') . ":$m[len]:$m[precision]:" . implode('+', $m['flags']), $meta);
      $rows = array_map(fn($row) => array_map('show', $row), $statement->fetchAll(PDO::FETCH_NUM));
      echo "$sql -> ", json_encode($rows), ' ', json_encode($columns), "\n";
    } catch (PDOException $error) {
      echo "$sql !! ", json_encode(array_slice($error->errorInfo ?? [], 0, 2)), "\n";
    }
  };
  echo $emulate ? "emulated\n" : "server side\n";
  $run('delete from dt');
  $run('select @@sql_mode, @@time_zone');
  $run('insert into dt (id, bu, de, da, t, dtm, y, v, vb, j, bi, dbl) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    [1, '18446744073709551615', '-1.50', '2020-02-03', '-10:11:12.345', '2020-02-03 04:05:06.789012', 1999, "é'\\", "\0\xff'\\", '{"a": [1, 2]}', 5, 2.25]);
  $run('insert into dt (id, da, dtm) values (:id, :date, :time)', ['id' => 2, 'date' => '0000-00-00', 'time' => '0000-00-00 00:00:00']);
  $run('select * from dt where id = ?', [1]);
  $run('select * from dt where id = ?', [2]);
  $run('select id, v from dt where id in (?, ?) order by id', [1, 2]);
  $run('update dt set ti = ? where id = ?', [null, 1]);
  $run('update dt set ti = ? where id = ?', [null, 1]);
  $run('insert into dt (id) values (?)', [1]);
  $run('select nope from dt where id = ?', [1]);
  $run('selec ?', [1]);
  $db->beginTransaction();
  $run('insert into dt (id, i) values (70, 1), (71, 2), (72, 3), (73, 4)');
  echo 'in transaction ', json_encode($db->inTransaction()), "\n";
  $run('savepoint a');
  $run('delete from dt where i > 2');
  $run('rollback to savepoint a');
  $run('select count(*), sum(i) from dt');
  $db->rollBack();
  $run('select count(*) from dt');
  $statement = $db->prepare('insert into dt (id, bl) values (9, ?)');
  $statement->bindValue(1, str_repeat('0123456789', 2_000_000), PDO::PARAM_LOB);
  $statement->execute();
  $run('select bl from dt where id = 9');
  $db->setAttribute(PDO::ATTR_AUTOCOMMIT, 0);
  $run('delete from dt where id = 9');
  $db->rollBack();
  $db->setAttribute(PDO::ATTR_AUTOCOMMIT, 1);
  $run('select count(*) from dt');
  if ($emulate) {
    $several = $db->query('select 1 as a; select 2 as b');
    do { echo 'several ', json_encode($several->fetchAll(PDO::FETCH_ASSOC)), "\n"; } while ($several->nextRowset());
  }
  $db->setAttribute(PDO::MYSQL_ATTR_USE_BUFFERED_QUERY, false);
  foreach ($db->query('select id from dt order by id') as $row) echo "unbuffered $row[0]\n";
  echo $db->quote("it's"), ' ', explode('.', $db->getAttribute(PDO::ATTR_SERVER_VERSION))[0], "\n";
  $db->exec('delete from dt');
}
