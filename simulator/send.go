package simulator

import "slices"

func sendMessage(s *Simulator, p params) (any, *failure) {
	text, entities, failed := readText(p)
	if failed != nil {
		return nil, failed
	}
	if units(text) > maxText {
		return nil, badRequest("message is too long")
	}
	return s.post(p, Message{Text: text, Entities: entities})
}

func sendLocation(s *Simulator, p params) (any, *failure) {
	if live := p.integer("live_period"); live != 0 && live != liveEver && (live < liveLeast || live > liveMost) {
		return nil, badRequest("LIVE_PERIOD_INVALID")
	}
	return s.post(p, Message{Location: &Location{
		Latitude: p.number("latitude"), Longitude: p.number("longitude"), LivePeriod: int(p.integer("live_period")),
	}})
}

type messageID struct {
	MessageID int `json:"message_id"`
}

func copyMessage(s *Simulator, p params) (any, *failure) {
	from, failed := s.readable(p, "from_chat_id")
	if failed != nil {
		return nil, failed
	}
	original, ok := from.message(int(p.integer("message_id")))
	if !ok {
		return nil, badRequest("message to copy not found")
	}
	m := Message{
		Text: original.Text, Entities: original.Entities, Attachment: original.Attachment,
		Caption: original.Caption, Location: original.Location,
	}
	if p.has("caption") && m.Attachment != NoAttachment {
		if m.Caption, m.Entities, failed = fixText(p.text("caption"), readEntities(p.list("caption_entities"))); failed != nil {
			return nil, failed
		}
		if units(m.Caption) > maxCaption {
			return nil, badRequest("message caption is too long")
		}
	}
	sent, failed := s.post(p, m)
	if failed != nil {
		return nil, failed
	}
	return messageID{sent.MessageID}, nil
}

// post puts a message of the bot into its chat.
func (s *Simulator) post(p params, m Message) (*messageObject, *failure) {
	c, failed := s.writable(p)
	if failed != nil {
		return nil, failed
	}
	if m.Buttons, failed = readButtons(s, p); failed != nil {
		return nil, failed
	}
	if m.ReplyTo, failed = c.readReply(p.object("reply_parameters")); failed != nil {
		return nil, failed
	}
	m.From, m.Sender = ByBot, s.bot.ID
	if p.truth("disable_notification") {
		m.Silent = RingsNot
	}
	return s.object(c, s.add(c, m)), nil
}

// readReply is the message that a send answers, 0 for none.
func (c *chat) readReply(reply params) (int, *failure) {
	id := int(reply.integer("message_id"))
	if _, ok := c.message(id); ok || id == 0 {
		return id, nil
	}
	if reply.truth("allow_sending_without_reply") {
		return 0, nil
	}
	return 0, badRequest("message to be replied not found")
}

// readText is the text of a send or an edit, trimmed.
func readText(p params) (string, []Entity, *failure) {
	if p.text("text") == "" {
		return "", nil, badRequest("message text is empty")
	}
	text, entities, failed := fixText(p.text("text"), readEntities(p.list("entities")))
	if failed == nil && text == "" {
		failed = badRequest("text must be non-empty")
	}
	return text, entities, failed
}

func sendChatAction(s *Simulator, p params) (any, *failure) {
	c, failed := s.writable(p)
	if failed != nil {
		return nil, failed
	}
	if !slices.Contains(actions, p.text("action")) {
		return nil, badRequest("wrong parameter action in request")
	}
	s.happened(c, Event{Kind: Active, By: ByBot, Text: p.text("action")})
	return true, nil
}

// actions are what sendChatAction can show (Bot API, sendChatAction).
var actions = []string{
	"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
	"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}
