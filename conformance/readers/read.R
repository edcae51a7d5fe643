# Reads the tables of a folder with R's read.csv, and prints them as JSON.
#
# Usage: Rscript read.R FOLDER
classes <- c(number = "integer", boolean = "logical", date = "Date", text = "character")

cells <- function(values) {
  lapply(values, function(value) {
    if (is.na(value)) "" else if (inherits(value, "Date")) list(date = format(value)) else value
  })
}

folder <- commandArgs(trailingOnly = TRUE)[1]
described <- jsonlite::fromJSON(file.path(folder, "columns.json"), simplifyVector = FALSE)
tables <- list()
for (name in names(described)) {
  kinds <- sapply(described[[name]], function(column) column$kind)
  file <- file.path(folder, paste0(name, ".csv"))
  table <- read.csv(file, colClasses = unname(classes[kinds]), check.names = FALSE, na.strings = "",
                    encoding = "UTF-8")
  rows <- lapply(seq_len(nrow(table)), function(i) unname(lapply(table, function(column) cells(column[i])[[1]])))
  tables[[name]] <- list(columns = as.list(names(table)), rows = rows)
}
cat(jsonlite::toJSON(tables, auto_unbox = TRUE))
