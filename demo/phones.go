package demo

import (
	"naikkelas/bot/telegram"
	"naikkelas/enterprise"
	"naikkelas/simulator"
)

// The phones of the demo: somebody new, one of the sample owners, two officers,
// a mentor, a planner.
var (
	newPhone     = simulator.User{ID: 900001, FirstName: "Slamet (baru)", Language: "id", Phone: "6281200900001"}
	knownPhone   = simulator.User{ID: 100001, FirstName: "Pemilik lama", Language: "id", Phone: "6281200100001"}
	officerPhone = simulator.User{ID: 800001, FirstName: "Petugas", Language: "id", Phone: "6281200800001"}
	secondPhone  = simulator.User{ID: 800002, FirstName: "Petugas 2", Language: "id", Phone: "6281200800002"}
	mentorPhone  = simulator.User{ID: 800003, FirstName: "Pendamping", Language: "id", Phone: "6281200800003"}
	plannerPhone = simulator.User{ID: 800004, FirstName: "Bappeda", Language: "id", Phone: "6281200800004"}
)

// backstage are the officers of the sample city whose phones are not shown.
var backstage = map[string]simulator.User{
	"Endah": {ID: 800011, FirstName: "Endah Puspita", Language: "id"},
	"Bima":  {ID: 800012, FirstName: "Bima Sakti", Language: "id"},
}

// administrators may everything in the demo.
func administrators() []enterprise.Address {
	return []enterprise.Address{telegram.Address(officerPhone.ID), telegram.Address(secondPhone.ID), telegram.Address(backstage["Endah"].ID), telegram.Address(backstage["Bima"].ID)}
}
