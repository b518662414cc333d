// One real program of go-sql-driver/mysql: prints what an application sees. Arguments: port, database.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"github.com/go-sql-driver/mysql"
)

var db *sql.DB

func fail(err error) string {
	var my *mysql.MySQLError
	if errors.As(err, &my) {
		return fmt.Sprintf("!! %d %s", my.Number, string(my.SQLState[:]))
	}
	return fmt.Sprint("!! ", err)
}

func show(query string, args ...any) {
	rows, err := db.Query(query, args...)
	if err != nil {
		fmt.Println(query, fail(err))
		return
	}
	defer rows.Close()
	fmt.Println(query)
	for {
		types, _ := rows.ColumnTypes()
		for _, t := range types {
			nullable, _ := t.Nullable()
			precision, scale, ok := t.DecimalSize()
			fmt.Print(" ", t.Name(), ":", t.DatabaseTypeName(), ":", nullable, ":", precision, ":", scale, ":", ok)
		}
		fmt.Println()
		for rows.Next() {
			values := make([]sql.RawBytes, len(types))
			targets := make([]any, len(types))
			for i := range values {
				targets[i] = &values[i]
			}
			if err := rows.Scan(targets...); err != nil {
				fmt.Println(err)
			}
			for _, value := range values {
				fmt.Printf(" %q", string(value))
			}
			fmt.Println()
		}
		if !rows.NextResultSet() {
			break
		}
	}
	if err := rows.Err(); err != nil {
		fmt.Println(fail(err))
	}
}

func main() {
	db, _ = sql.Open("mysql", fmt.Sprintf("root@tcp(127.0.0.1:%s)/%s?multiStatements=true", os.Args[1], os.Args[2]))
	db.SetMaxOpenConns(1)
	ctx := context.Background()
	db.Exec("delete from dt")
	for _, id := range []int{1, 2, 3} {
		result, err := db.Exec("insert into dt (id, v, bu, de, da, dtm, vb) values (?, ?, ?, ?, ?, ?, ?)",
			id, "gö", uint64(18446744073709551615), "1.50", "2020-02-03", "2020-02-03 04:05:06", []byte{0, 255})
		if err != nil {
			fmt.Println(fail(err))
			continue
		}
		count, _ := result.RowsAffected()
		fmt.Println("inserted", count)
	}
	show("select * from dt where id = ?", 1)
	show("select * from dt where id = 1")
	show("select id, v from dt order by id")
	show("select 1 as a; select 2 as b")
	show("select nope from dt where id = ?", 1)
	show("selec")
	tx, _ := db.Begin()
	_, err := tx.Exec("update dt set i = ? where id in (1, 2, 3)", 80)
	fmt.Println(err)
	tx.Rollback()
	show("select count(*) as n from dt where i = ?", 80)
	tx, err = db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted, ReadOnly: true})
	fmt.Println(err)
	_, err = tx.Exec("insert into dt (id) values (81)")
	fmt.Println(fail(err))
	tx.Rollback()
	statement, _ := db.Prepare("select v from dt where id = ?")
	for _, id := range []int{1, 2, 99} {
		var v string
		fmt.Println(statement.QueryRow(id).Scan(&v), v)
	}
	statement.Close()
	db.Exec("delete from dt")
	show("select count(*) as n from dt")
	fmt.Println(db.Ping())
}
