// A blog with GORM: migration, generated ids, associations of all kinds, preloading, hooks, savepoints, upserts, batches, locks, the migrator's
// introspection. Arguments: port, database.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
	"time"

	"gorm.io/driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"
)

type User struct {
	ID      int64
	Email   string `gorm:"size:80;uniqueIndex;not null"`
	Name    string `gorm:"size:80;not null"`
	Balance string `gorm:"type:decimal(12,2);default:0"`
	Seen    *time.Time
	Meta    map[string]any `gorm:"serializer:json;type:json"`
	Data    []byte
	Deleted gorm.DeletedAt
	Posts   []Post
}

type Post struct {
	ID        int64
	UserID    int64
	User      *User
	Title     string `gorm:"size:200"`
	Stars     int    `gorm:"index:gmd_stars,priority:1"`
	Published bool   `gorm:"index:gmd_stars,priority:2"`
	Tags      []Tag  `gorm:"many2many:post_tags;constraint:-"`
}

type Tag struct {
	ID    int64
	Word  string `gorm:"size:30"`
	Posts []Post `gorm:"many2many:post_tags;constraint:-"`
}

// What went wrong is part of the story: it must be the same everywhere.
func tell(name string, work func() (any, error)) {
	found, err := work()
	if err != nil {
		fmt.Println(name, "failed", err)
		return
	}
	text, _ := json.Marshal(found)
	fmt.Println(name, string(text))
}

func tables(db *gorm.DB) []string {
	var found []string
	all, _ := db.Migrator().GetTables()
	for _, table := range all {
		if strings.HasPrefix(table, "gmd_") && !strings.HasSuffix(table, "_seq") && table != "gmd_email" {
			found = append(found, table)
		}
	}
	sort.Strings(found)
	return found
}

func main() {
	port, database := os.Args[1], os.Args[2]
	dsn := fmt.Sprintf("root@tcp(127.0.0.1:%s)/%s?charset=utf8mb4&parseTime=True&loc=UTC", port, database)
	config := &gorm.Config{
		Logger:         logger.Default.LogMode(logger.Silent),
		NamingStrategy: schema.NamingStrategy{TablePrefix: "gmd_"},
		PrepareStmt:    true,
		TranslateError: false,
	}
	db, err := gorm.Open(mysql.Open(dsn), config)
	if err != nil {
		fmt.Println("FAILED", err)
		os.Exit(1)
	}
	for _, name := range []string{"migrate", "migrate again"} {
		tell(name, func() (any, error) { return nil, db.AutoMigrate(&User{}, &Post{}, &Tag{}) })
	}
	tell("columns", func() (any, error) {
		types, err := db.Migrator().ColumnTypes(&User{})
		var found [][]any
		for _, one := range types {
			full, _ := one.ColumnType()
			null, _ := one.Nullable()
			key, _ := one.PrimaryKey()
			auto, _ := one.AutoIncrement()
			value, has := one.DefaultValue()
			found = append(found, []any{one.Name(), full, null, key, auto, value, has})
		}
		return found, err
	})
	tell("indexes", func() (any, error) {
		indexes, err := db.Migrator().GetIndexes(&Post{})
		found := []string{}
		for _, one := range indexes {
			unique, _ := one.Unique()
			found = append(found, fmt.Sprint(one.Name(), one.Columns(), unique))
		}
		sort.Strings(found)
		return []any{found, db.Migrator().HasConstraint(&User{}, "Posts"), db.Migrator().HasTable("gmd_none"), db.Migrator().HasColumn(&Post{}, "stars")}, err
	})
	tell("insert", func() (any, error) {
		ids := []int64{}
		for i, name := range []string{"Ann", "O'Brien", "Zoë", "日本", "Eve 😀"} {
			seen := time.Date(2024, time.Month(i+1), 1, 2, 3, 4, 567_000_000, time.UTC)
			user := User{Email: fmt.Sprintf("%d@example.com", i), Name: name, Balance: fmt.Sprintf("%d.%d5", i*1000, i), Seen: &seen,
				Meta: map[string]any{"n": i, "list": []any{i, nil, "x"}}, Data: []byte{0, 255, 39}}
			if err := db.Create(&user).Error; err != nil {
				return nil, err
			}
			ids = append(ids, user.ID)
		}
		return ids, nil
	})
	tell("batches", func() (any, error) {
		posts := make([]Post, 300)
		for i := range posts {
			posts[i] = Post{Title: fmt.Sprintf("post %d", i), Stars: i % 7, Published: i%2 == 0, UserID: int64(i%5 + 1)}
		}
		err := db.CreateInBatches(&posts, 100).Error
		return []int64{posts[0].ID, posts[99].ID, posts[299].ID}, err
	})
	tell("with its posts and their tags", func() (any, error) {
		user := User{Email: "deep@example.com", Name: "Deep", Posts: []Post{{Title: "one", Tags: []Tag{{Word: "red"}, {Word: "blue"}}}, {Title: "two"}}}
		err := db.Create(&user).Error
		return []any{user.ID, user.Posts[0].ID, user.Posts[0].Tags, user.Posts[1].UserID}, err
	})
	tell("preloaded", func() (any, error) {
		var users []User
		err := db.Preload("Posts", func(db *gorm.DB) *gorm.DB { return db.Where("stars > ?", 5).Order("id DESC").Limit(9) }).Preload("Posts.Tags").Order("id").Find(&users).Error
		return users, err
	})
	tell("joined", func() (any, error) {
		var posts []Post
		err := db.Joins("User").Where("`User`.`name` LIKE ?", "%e%").Order("gmd_posts.id").Limit(3).Find(&posts).Error
		return posts, err
	})
	tell("many to many", func() (any, error) {
		var tags []Tag
		db.Order("id").Find(&tags)
		var post Post
		if err := db.First(&post, 3).Error; err != nil {
			return nil, err
		}
		tagged := func() *gorm.Association { return db.Model(&post).Association("Tags") }
		if err := tagged().Append(tags); err != nil {
			return nil, err
		}
		counts := []int64{tagged().Count()}
		if err := tagged().Delete(&tags[0]); err != nil {
			return nil, err
		}
		counts = append(counts, tagged().Count())
		if err := tagged().Replace(&tags[0], &Tag{Word: "green"}); err != nil {
			return nil, err
		}
		var of []Post
		err := db.Model(&tags[0]).Order("id").Association("Posts").Find(&of)
		return []any{counts, tagged().Count(), post.Tags, len(of)}, err
	})
	tell("where", func() (any, error) {
		counts := make([]int64, 5)
		db.Model(&Post{}).Where("stars BETWEEN ? AND ?", 2, 4).Count(&counts[0])
		db.Model(&Post{}).Where(&Post{Stars: 1, Published: true}).Or(map[string]any{"title": []string{"post 7", "post 8"}}).Count(&counts[1])
		db.Model(&Post{}).Not("user_id IN (?)", db.Model(&User{}).Select("id").Where("name LIKE ?", "%n%")).Count(&counts[2])
		db.Model(&User{}).Where("json_extract(meta, '$.n') > ?", 2).Count(&counts[3])
		err := db.Model(&Post{}).Distinct("stars").Count(&counts[4]).Error
		return counts, err
	})
	tell("grouped", func() (any, error) {
		var found []struct {
			Name  string
			N     int64
			Stars float64
		}
		err := db.Model(&Post{}).Select("u.name, COUNT(*) AS n, AVG(stars) AS stars").Joins("JOIN gmd_users u ON u.id = gmd_posts.user_id").
			Group("u.name").Having("COUNT(*) > ?", 1).Order("n DESC, u.name").Scan(&found).Error
		return found, err
	})
	tell("subquery", func() (any, error) {
		var names []string
		average := db.Model(&Post{}).Select("AVG(stars)")
		err := db.Table("(?) AS p", db.Model(&Post{}).Where("stars > (?)", average)).Joins("JOIN gmd_users u ON u.id = p.user_id").
			Distinct("u.name").Order("u.name").Pluck("u.name", &names).Error
		return names, err
	})
	tell("rows", func() (any, error) {
		rows, err := db.Model(&Post{}).Where("user_id = ?", 1).Order("id").Rows()
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		total := 0
		for rows.Next() {
			var post Post
			if err := db.ScanRows(rows, &post); err != nil {
				return nil, err
			}
			total += post.Stars
		}
		return total, rows.Err()
	})
	tell("in batches", func() (any, error) {
		var page []Post
		sizes := []int{}
		err := db.Where("stars = ?", 3).FindInBatches(&page, 20, func(tx *gorm.DB, batch int) error {
			sizes = append(sizes, len(page))
			return nil
		}).Error
		return sizes, err
	})
	tell("upserts", func() (any, error) {
		err := db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "email"}}, DoUpdates: clause.AssignmentColumns([]string{"name"})}).
			Create(&[]User{{Email: "0@example.com", Name: "Ann 2"}, {Email: "new@example.com", Name: "New"}}).Error
		ignored := db.Clauses(clause.Insert{Modifier: "IGNORE"}).Create(&User{Email: "0@example.com", Name: "x"})
		nothing := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&User{Email: "1@example.com", Name: "x"})
		var names []string
		db.Model(&User{}).Order("id").Pluck("name", &names)
		return []any{names, ignored.RowsAffected, nothing.RowsAffected, ignored.Error, nothing.Error}, err
	})
	tell("first or created", func() (any, error) {
		var one, other User
		made := db.Where(User{Email: "f@example.com"}).Attrs(User{Name: "F"}).FirstOrCreate(&one)
		found := db.Where(User{Email: "f@example.com"}).Assign(User{Name: "G"}).FirstOrCreate(&other)
		return []any{made.RowsAffected, found.RowsAffected, one.ID == other.ID, other.Name}, found.Error
	})
	tell("updates", func() (any, error) {
		save := db.Save(&User{ID: 2, Email: "1@example.com", Name: "Saved", Balance: "7.50"})
		some := db.Model(&User{}).Where("id IN ?", []int{1, 2, 3}).Updates(map[string]any{"balance": gorm.Expr("balance * ? + ?", 2, 1)})
		stars := db.Model(&Post{}).Where("user_id = ?", 1).UpdateColumn("stars", gorm.Expr("stars + 1"))
		var balances []string
		db.Model(&User{}).Order("id").Pluck("balance", &balances)
		return []any{save.RowsAffected, some.RowsAffected, stars.RowsAffected, balances, save.Error, some.Error}, stars.Error
	})
	tell("unique", func() (any, error) { return nil, db.Create(&User{Email: "0@example.com", Name: "x"}).Error })
	tell("no parent", func() (any, error) { return nil, db.Create(&Post{Title: "x", UserID: 99999}).Error })
	tell("nested transactions", func() (any, error) {
		err := db.Transaction(func(tx *gorm.DB) error {
			tx.Model(&User{}).Where("id = ?", 1).Update("balance", gorm.Expr("balance - 10"))
			inner := tx.Transaction(func(inner *gorm.DB) error {
				inner.Where("1 = 1").Delete(&Post{})
				return errors.New("inner")
			})
			var locked []User
			tx.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).Order("id").Find(&locked, []int{1, 2})
			fmt.Println("inner", inner, len(locked))
			return tx.SavePoint("s").Exec("UPDATE gmd_posts SET title = 'lost'").RollbackTo("s").Error
		})
		var posts, lost int64
		db.Model(&Post{}).Count(&posts)
		db.Model(&Post{}).Where("title = 'lost'").Count(&lost)
		return []int64{posts, lost}, err
	})
	tell("soft deletion", func() (any, error) {
		counts := make([]int64, 3)
		err := db.Delete(&User{}, 5).Error
		db.Model(&User{}).Count(&counts[0])
		db.Unscoped().Model(&User{}).Count(&counts[1])
		db.Unscoped().Model(&User{}).Where("id = 5").Update("deleted", nil)
		db.Model(&User{}).Count(&counts[2])
		return counts, err
	})
	tell("raw", func() (any, error) {
		var found []map[string]any
		err := db.Raw("SELECT id, name, balance FROM gmd_users WHERE id IN @ids ORDER BY id", map[string]any{"ids": []int{1, 2}}).Scan(&found).Error
		return found, err
	})
	tell("alterations", func() (any, error) {
		type Post struct {
			ID     int64
			Remark string `gorm:"size:40;default:x;index:gmd_remark"`
		}
		m := db.Migrator()
		err := errors.Join(m.AddColumn(&Post{}, "Remark"), m.CreateIndex(&Post{}, "gmd_remark"))
		has := []bool{m.HasColumn(&Post{}, "remark"), m.HasIndex(&Post{}, "gmd_remark")}
		err = errors.Join(err, m.AlterColumn(&Post{}, "Remark"), m.RenameColumn(&Post{}, "remark", "note"), m.DropIndex(&Post{}, "gmd_remark"), m.DropColumn(&Post{}, "note"))
		return append(has, m.HasColumn(&Post{}, "note")), err
	})
	tell("removed", func() (any, error) {
		removed := db.Unscoped().Select(clause.Associations).Delete(&User{ID: 1})
		var posts int64
		db.Model(&Post{}).Count(&posts)
		return []int64{removed.RowsAffected, posts}, removed.Error
	})
	tell("tables", func() (any, error) { return tables(db), nil })
	tell("drop", func() (any, error) { return nil, db.Migrator().DropTable("gmd_post_tags", &Post{}, &Tag{}, &User{}) })
}
