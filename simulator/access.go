package simulator

import "strconv"

// chatID reads a chat_id, which is a number or the same in digits.
func chatID(v any) int64 {
	switch id := v.(type) {
	case int64:
		return id
	case string:
		n, _ := strconv.ParseInt(id, 10, 64)
		return n
	}
	return 0
}

// writable finds the chat of a call that needs leave to write.
func (s *Simulator) writable(p params) (*chat, *failure) {
	c, failed := s.readable(p, "chat_id")
	if failed != nil {
		return nil, failed
	}
	switch c.access {
	case open:
		return c, nil
	case neverStarted:
		return nil, forbidden("bot can't initiate conversation with a user")
	case blocked:
		return nil, forbidden("bot was blocked by the user")
	case removed:
		return nil, forbidden("bot was kicked from the group chat")
	case notMember:
	}
	return nil, forbidden("bot is not a member of the group chat")
}

// readable finds the chat of a call that only looks, or takes away.
func (s *Simulator) readable(p params, name string) (*chat, *failure) {
	if c := s.chats[chatID(p[name])]; c != nil {
		return c, nil
	}
	return nil, badRequest("chat not found")
}

// giftTypes is that of a chat that takes none; the Bot API always tells all five.
var giftTypes = map[string]bool{
	"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false,
	"premium_subscription": false, "gifts_from_channels": false,
}

func getChat(s *Simulator, p params) (any, *failure) {
	c, failed := s.readable(p, "chat_id")
	if failed != nil {
		return nil, failed
	}
	if c.access == neverStarted {
		return nil, badRequest("chat not found")
	}
	return fullChatObject{chatObject: c.object(), MaxReactionCount: 11, AcceptedGiftTypes: giftTypes}, nil
}

// leaveChat takes the bot out of a group. The bot is told of that, too.
func leaveChat(s *Simulator, p params) (any, *failure) {
	c, failed := s.readable(p, "chat_id")
	switch {
	case failed != nil:
		return nil, failed
	case c.person != nil:
		return nil, badRequest("chat member status can't be changed in private chats")
	case c.access != open:
		_, failed = s.writable(p)
		return nil, failed
	}
	c.access = notMember
	s.membership(c, s.bot.asOthersSee(), memberObject{Status: "member"}, memberObject{Status: "left"})
	return true, nil
}
