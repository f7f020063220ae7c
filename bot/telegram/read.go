package telegram

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store"
)

// What we read of an update (core.telegram.org/bots/api#update). The library's
// types lack what came after 2021, and hold much that we do not need: a field
// of an unexpected type in it would cost a person an answer.
type (
	tgUpdate struct {
		ID       int       `json:"update_id"`
		Message  *tgSaid   `json:"message"`
		Edited   *tgSaid   `json:"edited_message"`
		Tap      *tgTap    `json:"callback_query"`
		MyMember *tgMember `json:"my_chat_member"`
	}
	tgUser struct {
		ID       int64  `json:"id"`
		IsBot    bool   `json:"is_bot"`
		Name     string `json:"first_name"`
		Language string `json:"language_code"`
	}
	tgChat struct {
		ID   int64  `json:"id"`
		Type string `json:"type"`
	}
	tgSaid struct {
		ID              int                 `json:"message_id"`
		From            *tgUser             `json:"from"`
		Sender          present             `json:"sender_chat"`          // who writes as a chat: its administrators without their names, or a channel
		Relayed         bool                `json:"is_automatic_forward"` // by Telegram, from the channel that the group belongs to
		MovedTo         lenient[int64]      `json:"migrate_to_chat_id"`   // the group is a supergroup from now on
		MovedFrom       lenient[int64]      `json:"migrate_from_chat_id"` // the same, said in the supergroup
		Reopened        present             `json:"forum_topic_reopened"` // words are taken again
		Unhidden        present             `json:"general_forum_topic_unhidden"`
		Chat            tgChat              `json:"chat"`
		Date            int64               `json:"date"`
		EditDate        int64               `json:"edit_date"`
		Text            string              `json:"text"`
		Caption         string              `json:"caption"`
		Entities        lenient[[]tgEntity] `json:"entities"`
		CaptionEntities lenient[[]tgEntity] `json:"caption_entities"`
		Reply           lenient[tgReply]    `json:"reply_to_message"`
		Contact         *struct {
			Phone  string `json:"phone_number"`
			UserID int64  `json:"user_id"`
		} `json:"contact"`
		ForwardOrigin present `json:"forward_origin"` // since Bot API 7.0
		ForwardDate   present `json:"forward_date"`   // before
		tgMedia
		tgService
	}
	tgMedia struct {
		Sticker   present            `json:"sticker"`
		Voice     lenient[tgFile]    `json:"voice"`
		Audio     present            `json:"audio"`
		Photo     lenient[[]tgPhoto] `json:"photo"`
		Animation present            `json:"animation"` // comes with a document
		Document  lenient[tgFile]    `json:"document"`
		Location  lenient[tgPlace]   `json:"location"`
		Venue     lenient[tgVenue]   `json:"venue"`
		VideoNote present            `json:"video_note"`
		Video     present            `json:"video"`
		Poll      present            `json:"poll"`
	}
	// tgPhoto is one size of a photo; they come from small to large.
	tgPhoto struct {
		ID   string `json:"file_id"`
		Size int64  `json:"file_size"`
	}
	tgFile struct {
		ID   string `json:"file_id"`
		Name string `json:"file_name"`
		Size int64  `json:"file_size"`
	}
	tgPlace struct {
		Latitude  float64 `json:"latitude"`
		Longitude float64 `json:"longitude"`
	}
	tgVenue struct {
		Title   string `json:"title"`
		Address string `json:"address"`
	}
	tgReply struct {
		From    *tgUser `json:"from"`
		Text    string  `json:"text"`
		Caption string  `json:"caption"`
	}
	tgEntity struct {
		Type   string `json:"type"`
		Offset int    `json:"offset"` // in UTF-16 units
		Length int    `json:"length"`
		URL    string `json:"url"`
	}
	// tgService are messages that the app writes by itself in a private chat.
	tgService struct {
		Pinned     present `json:"pinned_message"`
		AutoDelete present `json:"message_auto_delete_timer_changed"`
		Allowed    present `json:"write_access_allowed"`
		Background present `json:"chat_background_set"`
		Website    present `json:"connected_website"`
	}
	tgTap struct {
		ID      string  `json:"id"`
		From    *tgUser `json:"from"`
		Message *struct {
			ID   int    `json:"message_id"`
			Chat tgChat `json:"chat"`
		} `json:"message"` // absent, or no more than this when it is too old
		Data string `json:"data"`
	}
	tgMember struct {
		Chat tgChat `json:"chat"`
		Date int64  `json:"date"`
		New  struct {
			Status string `json:"status"`
			Writes *bool  `json:"can_send_messages"` // of who is restricted
		} `json:"new_chat_member"`
	}
)

// present is a field of which only matters whether it is there.
type present bool

// UnmarshalJSON takes anything.
func (p *present) UnmarshalJSON(raw []byte) error {
	*p = string(raw) != "null"
	return nil
}

// lenient is a field that we can do without: one of an unexpected type is
// there, and empty.
type lenient[T any] struct {
	there bool
	is    T
}

// UnmarshalJSON takes anything.
func (l *lenient[T]) UnmarshalJSON(raw []byte) error {
	l.there = string(raw) != "null"
	if json.Unmarshal(raw, &l.is) != nil {
		l.is = *new(T)
	}
	return nil
}

// read makes causes of updates, each by itself: one that cannot be understood
// spoils no other. last is the last id, 0 if there was none.
// self is the bot's own id; 0: it is not known, and what any bot said counts as ours.
func read(updates []json.RawMessage, self int64) (d received, last int) {
	for _, raw := range updates {
		var u tgUpdate
		err := json.Unmarshal(raw, &u) // what has the right type is there in spite of an error
		if u.ID > 0 {
			last = u.ID
		}
		if u.Tap != nil && u.Tap.ID != "" {
			d.taps = append(d.taps, u.Tap.ID)
		}
		if err != nil || u.ID <= 0 {
			d.Bad = append(d.Bad, raw)
			continue
		}
		if in, ok := input(&u, self); ok {
			d.Causes = append(d.Causes, store.Cause{Delivery: "t" + strconv.Itoa(u.ID), Input: in})
		}
	}
	return d, last
}

// input is an update as a cause; ok is false for what is no conversation with
// a person, such as a group's chatter.
func input(u *tgUpdate, self int64) (flows.Input, bool) {
	switch {
	case u.Message != nil:
		return said(u.Message, self)
	case u.Edited != nil:
		return corrected(u.Edited, self)
	case u.Tap != nil:
		return tap(u.Tap)
	case u.MyMember != nil:
		return membership(u.MyMember)
	}
	return flows.Input{}, false
}

// Address is a chat of Telegram's, by its number.
func Address(chat int64) enterprise.Address {
	return enterprise.Address{Channel: Name, ID: strconv.FormatInt(chat, 10)}
}

func said(m *tgSaid, self int64) (flows.Input, bool) {
	if in, ok := ofChat(m); ok {
		return in, true
	}
	if r := &m.Reply.is; r.From != nil && self != 0 && r.From.ID != self {
		r.From.IsBot = false // another bot's words are not ours
	}
	nameless := m.anonymous()
	if m.From == nil || m.From.IsBot && !nameless || m.Relayed || m.tgService != (tgService{}) || !m.toUs() {
		return flows.Input{}, false
	}
	in := flows.Input{
		Kind:      flows.Text,
		From:      Address(m.Chat.ID),
		Message:   strconv.Itoa(m.ID),
		Text:      m.Text,
		Language:  m.From.Language,
		Forwarded: bool(m.ForwardOrigin || m.ForwardDate),
		At:        time.Unix(m.Date, 0),
		HTML:      markup(m.Text, m.Entities.is),
		Reply:     m.Reply.is.words(),
		Group:     m.Chat.Type != "private",
		Author:    m.From.author(m.Chat.Type),
		Member:    m.From.member(m.Chat.Type),
	}
	if nameless {
		in.Author, in.Member = "", ""
	}
	switch {
	case m.Contact != nil:
		in.Kind, in.Phone = flows.Contact, m.Contact.Phone
		in.Own = m.Contact.UserID != 0 && m.Contact.UserID == m.From.ID && !in.Forwarded
	case m.Text == "":
		in.Kind, in.Media, in.File = flows.Other, m.media(), m.file()
		in.Voice = m.voice()
		in.Text, in.HTML = m.Caption, markup(m.Caption, m.CaptionEntities.is)
		if at := m.Location.is; m.Location.there {
			in.Text = channel.Place(m.Venue.is.Title, m.Venue.is.Address, at.Latitude, at.Longitude)
		}
	}
	return in, true
}

// ofChat is what a group's chat says of itself: that it is another one from now
// on, or takes words again. ok is false for anything else.
func ofChat(m *tgSaid) (in flows.Input, ok bool) {
	in = flows.Input{Kind: flows.Moved, From: Address(m.Chat.ID), Group: true, At: time.Unix(m.Date, 0)}
	switch {
	case m.MovedTo.is != 0:
		in.Text = strconv.FormatInt(m.MovedTo.is, 10)
	case m.MovedFrom.is != 0:
		in.From, in.Text = Address(m.MovedFrom.is), strconv.FormatInt(m.Chat.ID, 10)
	case bool(m.Reopened || m.Unhidden):
		in.Kind = flows.Unblocked
	default:
		return flows.Input{}, false
	}
	return in, true
}

// anonymous tells whether a member of a group writes as a chat, which tells
// nobody who it is: Telegram then names a bot of its own as the writer.
func (m *tgSaid) anonymous() bool {
	return bool(m.Sender) && m.Chat.Type != "private" && m.From != nil && m.From.IsBot
}

// author names the member of a group who wrote, shortened: people choose any name.
func (u *tgUser) author(chat string) string {
	if chat == "private" {
		return ""
	}
	name := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(u.Name, "")), " "))
	return string(name[:min(len(name), authorMost)])
}

// member is the id of the member of a group who wrote: where they can be
// reached alone, which nobody else can claim.
func (u *tgUser) member(chat string) string {
	if chat == "private" {
		return ""
	}
	return strconv.FormatInt(u.ID, 10)
}

// authorMost is how much of a member's name is kept, in letters.
const authorMost = 40

// toUs tells whether a message is meant for the bot: everything in a private
// chat, and in a group a command or an answer to what the bot said.
func (m *tgSaid) toUs() bool {
	switch m.Chat.Type {
	case "private":
		return true
	case "group", "supergroup":
		return strings.HasPrefix(m.Text, "/") || m.Reply.is.ours()
	}
	return false
}

// replyKept is how much of the message that is answered is kept: enough to see
// which one it was.
const replyKept = 200

// ours tells whether the message that is answered was the bot's.
func (r tgReply) ours() bool { return r.From != nil && r.From.IsBot }

// words are the beginning of a message of ours that is answered.
func (r tgReply) words() string {
	if !r.ours() {
		return ""
	}
	words := []rune(cmp.Or(r.Text, r.Caption))
	return string(words[:min(len(words), replyKept)])
}

// file is the photo, in its largest size, or the document.
func (m *tgMedia) file() *flows.File {
	if n := len(m.Photo.is); n > 0 {
		largest := m.Photo.is[n-1]
		return &flows.File{ID: largest.ID, Kind: "photo", Size: largest.Size}
	}
	if d := m.Document.is; d.ID != "" {
		return &flows.File{ID: d.ID, Kind: "document", Name: d.Name, Size: d.Size}
	}
	return nil
}

// voice is the voice note; a song is none.
func (m *tgMedia) voice() *flows.File {
	if m.Voice.is.ID == "" {
		return nil
	}
	return &flows.File{ID: m.Voice.is.ID, Kind: "voice", Size: m.Voice.is.Size}
}

// corrected is a text that was changed, or the caption of a photo or a document.
// A location that moves is nothing to anybody.
func corrected(m *tgSaid, self int64) (flows.Input, bool) {
	in, ok := said(m, self)
	if !ok || in.Kind != flows.Text && in.File == nil {
		return flows.Input{}, false
	}
	in.Kind = flows.Edited
	if m.EditDate != 0 {
		in.At = time.Unix(m.EditDate, 0)
	}
	return in, true
}

func (m *tgMedia) media() string {
	switch {
	case bool(m.Sticker):
		return "sticker"
	case m.Voice.there || bool(m.Audio):
		return "voice"
	case m.Photo.there:
		return "photo"
	case bool(m.Animation):
		return "animation"
	case m.Document.there:
		return "document"
	case m.Location.there || m.Venue.there:
		return "location"
	case bool(m.VideoNote):
		return "video_note"
	case bool(m.Video):
		return "video"
	case bool(m.Poll):
		return "poll"
	}
	return "other"
}

// tap is a button under a message. Telegram does not say when it was tapped.
func tap(q *tgTap) (flows.Input, bool) {
	if q.Message == nil || q.Message.Chat.Type == "channel" || q.From == nil {
		return flows.Input{}, false
	}
	return flows.Input{
		Kind:     flows.Tap,
		From:     Address(q.Message.Chat.ID),
		Message:  strconv.Itoa(q.Message.ID),
		Data:     q.Data,
		Language: q.From.Language,
		Group:    q.Message.Chat.Type != "private",
		Author:   q.From.author(q.Message.Chat.Type),
		Member:   q.From.member(q.Message.Chat.Type),
	}, true
}

// membership is a person who blocked the bot, or came back; or a group that
// threw it out, took its right to write, or gave either back.
func membership(m *tgMember) (flows.Input, bool) {
	in := flows.Input{Kind: flows.Unblocked, From: Address(m.Chat.ID), At: time.Unix(m.Date, 0)}
	out := m.New.Status == "kicked" || m.New.Status == "left"
	switch m.Chat.Type {
	case "private":
		if out {
			in.Kind, in.Text = flows.Blocked, "blocked"
		}
	case "group", "supergroup":
		in.Group = true
		if out {
			in.Kind, in.Text = flows.Blocked, channel.ShutRemoved
		} else if m.New.Status == "restricted" && m.New.Writes != nil && !*m.New.Writes {
			in.Kind, in.Text = flows.Blocked, channel.ShutRights
		}
	default:
		return flows.Input{}, false
	}
	return in, true
}
