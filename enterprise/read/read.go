// Package read reads what people type: amounts of money, numbers, dates,
// moments, names, phone numbers and the numbers that papers carry. Functions are
// called as what they read: read.Rupiah, read.Date, read.NIB.
//
// A reader never guesses. What has several meanings gives them all, so that the
// conversation can ask; what cannot be read gives a fault that says why. Readers
// take the present as an argument and know no city; what depends on the city's
// files (regions, kinds of documents) is read in package enterprise.
package read
