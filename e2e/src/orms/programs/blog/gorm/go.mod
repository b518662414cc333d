module blog

go 1.21

require (
	gorm.io/driver/mysql v1.6.0
	gorm.io/gorm v1.31.2
)
