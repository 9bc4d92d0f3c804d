"""The roof: quarterly progress reports and the national picture; furnished after selfassessment."""
