package simulator

import "net/http"

// method carries out one method of the Bot API. It runs under the simulator's mu.
type method func(*Simulator, params) (any, *failure)

// methods are all but getUpdates, which waits.
var methods = map[string]method{
	"getMe":                   func(s *Simulator, _ params) (any, *failure) { return s.bot, nil },
	"close":                   func(*Simulator, params) (any, *failure) { return true, nil },
	"logOut":                  logOut,
	"setWebhook":              setWebhook,
	"deleteWebhook":           deleteWebhook,
	"getWebhookInfo":          getWebhookInfo,
	"sendMessage":             sendMessage,
	"sendDocument":            sendDocument,
	"sendLocation":            sendLocation,
	"copyMessage":             copyMessage,
	"sendChatAction":          sendChatAction,
	"editMessageText":         editMessageText,
	"editMessageLiveLocation": editMessageLiveLocation,
	"editMessageReplyMarkup":  editMessageReplyMarkup,
	"deleteMessage":           deleteMessage,
	"deleteMessages":          deleteMessages,
	"answerCallbackQuery":     answerCallbackQuery,
	"getChat":                 getChat,
	"leaveChat":               leaveChat,
	"setMyCommands":           setMyCommands,
	"deleteMyCommands":        deleteMyCommands,
	"getMyCommands":           getMyCommands,
}

// carryOut runs the call's method within Telegram's limits, if they are enforced.
func (s *Simulator) carryOut(call *Call) (any, *failure) {
	p := params(call.Params)
	call.MessageID = int(p.integer("message_id"))
	if s.loggedOut {
		return nil, &failure{status: http.StatusBadRequest, description: "Logged out"}
	}
	if s.limits != nil && limited[call.Method] {
		if wait := s.limits.take(s.clock.Now(), call.Chat); wait > 0 {
			return nil, tooMany(wait)
		}
	}
	result, failed := methods[call.Method](s, p)
	if failed != nil {
		return nil, failed
	}
	switch sent := result.(type) {
	case *messageObject:
		call.MessageID = sent.MessageID
	case messageID:
		call.MessageID = sent.MessageID
	}
	return result, nil
}

func logOut(s *Simulator, _ params) (any, *failure) {
	s.loggedOut = true
	return true, nil
}
