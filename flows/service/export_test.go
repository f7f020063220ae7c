package service

// What the tests of this package take from inside.

type (
	Need    = need
	Request = request
)

const (
	DeclineKey       = declineKey
	NeedRecord       = needRecord
	RequestWaiting   = requestWaiting
	RequestWithdrawn = requestWithdrawn
	ServiceKey       = serviceKey
	ServiceRecord    = serviceRecord
)
