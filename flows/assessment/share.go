package assessment

import (
	"naikkelas/flows"
	"naikkelas/messages"
)

// share makes the result a picture to be passed on: nothing in it is about a
// person, and the business's name stands there only when that is wished.
func share(c *flows.Conversation, how string) bool {
	a := c.Newest()
	if a == nil {
		return false
	}
	switch how {
	case "":
		c.Say(messages.Message{Key: "result.share.ask", Text: c.Text("result.share.ask", messages.Args{"Business": c.Business().Name}), Buttons: [][]messages.Button{
			{{Label: c.Label("result.share.named"), Data: "n:share:named"}}, {{Label: c.Label("result.share.plain"), Data: "n:share:plain"}}}})
	case "named", "plain":
		args := messages.Args{"Business": "", "Total": a.Result.Total, "Level": c.Level(a.Result.Level), "Link": messages.HTML(messages.StartLink)}
		if how == "named" {
			args["Business"] = c.Business().Name
		}
		picture := radar(c, a, nil)
		picture.NowName = c.Level(a.Result.Level) // not the day: it says nothing to others
		c.Say(messages.Message{Key: "result.share.text", Text: c.Text("result.share.text", args), Radar: picture, Start: "cekcepat"})
	default:
		return false
	}
	c.RepeatOpen()
	return true
}
