// One real program of a JDBC driver: prints what an application sees. Arguments: port, database, the driver's name in URLs, and each set of
// options to run with.
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.sql.*;
import java.util.*;

public class Program {
  static Connection db;

  static String show(Object value) throws Exception {
    if (value instanceof byte[] bytes) {
      if (bytes.length > 100) return new BigInteger(1, MessageDigest.getInstance("MD5").digest(bytes)).toString(16);
      return HexFormat.of().formatHex(bytes);
    }
    return String.valueOf(value);
  }

  static void tell(String sql, Statement statement, boolean isRows) throws Exception {
    while (true) {
      if (isRows) tellRows(sql, statement.getResultSet());
      else if (statement.getUpdateCount() < 0) return;
      else System.out.println(sql + " -> " + statement.getUpdateCount());
      isRows = statement.getMoreResults();
    }
  }

  static void tellRows(String sql, ResultSet rows) throws Exception {
    ResultSetMetaData meta = rows.getMetaData();
    StringBuilder columns = new StringBuilder();
    for (int i = 1; i <= meta.getColumnCount(); i++)
      columns.append(meta.getColumnLabel(i)).append(':').append(meta.getColumnTypeName(i)).append(':').append(meta.getPrecision(i))
        .append(':').append(meta.getScale(i)).append(':').append(meta.isNullable(i)).append(':').append(meta.isSigned(i)).append(' ');
    System.out.println(sql + " -> " + columns);
    while (rows.next()) {
      StringBuilder row = new StringBuilder("  ");
      for (int i = 1; i <= meta.getColumnCount(); i++) {
        Object value;
        try { value = rows.getObject(i); } catch (SQLException e) { value = "!" + e.getErrorCode(); }
        row.append(show(value)).append(" | ");
      }
      System.out.println(row);
    }
  }

  static void run(String sql, Object... values) throws Exception {
    try {
      if (values.length == 0) {
        try (Statement statement = db.createStatement()) { tell(sql, statement, statement.execute(sql)); }
        return;
      }
      try (PreparedStatement statement = db.prepareStatement(sql)) {
        for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
        tell(sql, statement, statement.execute());
      }
    } catch (SQLException error) {
      System.out.println(sql + " !! " + error.getErrorCode() + " " + error.getSQLState());
    }
  }

  public static void main(String[] args) throws Exception {
    for (String options : Arrays.copyOfRange(args, 3, args.length)) {
      System.out.println(options);
      String url = "jdbc:" + args[2] + "://127.0.0.1:" + args[0] + "/" + args[1] + "?user=root&allowMultiQueries=true&sessionVariables=sql_mode=''&" + options;
      db = DriverManager.getConnection(url);
      all(args[1]);
      db.close();
    }
  }

  static void all(String database) throws Exception {
    run("delete from dt");
    run("insert into dt (id, bu, de, v, vb, j, dbl, ti, t) values (?, ?, ?, ?, ?, ?, ?, ?, ?)", 1L, new BigInteger("18446744073709551615"), new BigDecimal("-1.50"),
      "é'\\", new byte[] {0, -1, 39, 92}, "{\"a\": [1, 2]}", 2.25, -1, "10:11:12.345");
    run("insert into dt (id, da, dtm, ts, y) values (?, ?, ?, ?, ?)", 2L, java.sql.Date.valueOf("2020-02-03"), Timestamp.valueOf("2020-02-03 04:05:06.789012"),
      Timestamp.valueOf("2020-01-01 00:00:01"), 1999);
    run("select id, ti, su, m, i, bu, f, dbl, de, da, t, dtm, ts, y, c, v, b, vb, bl, tx, e, s, j from dt where id = ?", 1L);
    run("select * from dt where id = ?", 2L);
    run("insert into dt (id, da, dtm) values (3, '0000-00-00', '0000-00-00 00:00:00')");
    run("select da, dtm from dt where id = ?", 3L);
    run("update dt set i = 5 where id = ?", 1L);
    run("update dt set i = 5 where id = ?", 1L);
    run("insert into dt (id) values (?)", 1L);
    run("select nope from dt where id = ?", 1L);
    run("selec 1");
    run("select 1 as a; select 2 as b; delete from dt where id = 3");
    db.setAutoCommit(false);
    run("insert into dt (id, i) values (70, 1), (71, 2), (72, 3), (73, 4)");
    Savepoint savepoint = db.setSavepoint("a");
    run("delete from dt where i > 2");
    db.rollback(savepoint);
    run("select id, i from dt where i is not null order by id");
    db.rollback();
    db.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    run("select count(*) from dt");
    System.out.println("isolation " + db.getTransactionIsolation());
    db.commit();
    db.setAutoCommit(true);
    try (PreparedStatement batch = db.prepareStatement("insert into dt (id, v) values (?, ?)")) {
      for (int i = 10; i < 15; i++) {
        batch.setInt(1, i);
        batch.setString(2, "row " + i);
        batch.addBatch();
      }
      System.out.println("batch " + batch.executeBatch().length);
    }
    run("select id, v from dt order by id");
    byte[] blob = new byte[20_000_000];
    for (int i = 0; i < blob.length; i++) blob[i] = (byte) (i % 251);
    try (PreparedStatement large = db.prepareStatement("insert into dt (id, bl) values (9, ?)")) {
      large.setBinaryStream(1, new ByteArrayInputStream(blob));
      System.out.println("large " + large.executeUpdate());
    }
    run("select bl from dt where id = 9");
    try (Statement streaming = db.createStatement()) {
      streaming.setFetchSize(2);
      int count = 0;
      try (ResultSet rows = streaming.executeQuery("select id from dt order by id")) { while (rows.next()) count++; }
      System.out.println("streamed " + count);
    }
    DatabaseMetaData meta = db.getMetaData();
    System.out.println(meta.getDatabaseProductName() + " " + meta.getDatabaseMajorVersion());
    tellRows("tables", meta.getTables(database, null, "dt", new String[] {"TABLE"}));
    try (ResultSet columns = meta.getColumns(database, null, "dt", "%")) {
      while (columns.next()) System.out.println("  " + columns.getString("COLUMN_NAME") + " " + columns.getString("TYPE_NAME") + " " + columns.getInt("COLUMN_SIZE") + " " + columns.getString("IS_NULLABLE"));
    }
    tellRows("primary key", meta.getPrimaryKeys(database, null, "dt"));
    try (ResultSet indexes = meta.getIndexInfo(database, null, "dt", false, false)) {
      while (indexes.next()) System.out.println("  " + indexes.getString("INDEX_NAME") + " " + indexes.getString("COLUMN_NAME") + " " + indexes.getBoolean("NON_UNIQUE"));
    }
    System.out.println("valid " + db.isValid(5) + " " + db.getCatalog());
    db.setReadOnly(true);
    db.setReadOnly(false);
    run("delete from dt");
  }
}
