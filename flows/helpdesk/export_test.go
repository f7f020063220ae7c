package helpdesk

// What the tests of this package take from inside.

type (
	Ticket     = ticket
	TicketLine = ticketLine
)
